package io.barrel.p2p.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.barrel.p2p.wire.proto.SessionProto;
import java.util.List;
import java.util.Map;

/**
 * A {@link Session} as Protocol Buffers bytes (session.proto). Both directions check every bound, so a session that one
 * node can send is one that every node takes.
 */
public final class SessionCodec {

    /** The largest encoded session, in bytes. */
    public static final int MAX_ENCODED = Limits.MAX_AUTH_MESSAGE - 1;

    /** The longest name of a capability, in characters. */
    public static final int MAX_CAPABILITY = 64;

    private SessionCodec() {}

    /**
     * The bytes of that session.
     *
     * @throws MalformedInputException if one of its values is out of bounds, or all together are larger than
     *     {@link #MAX_ENCODED}
     */
    public static byte[] encode(Session session) {
        check(session);
        byte[] encoded = SessionProto.Session.newBuilder()
                .setProtocolMin(session.protocolMin())
                .setProtocolMax(session.protocolMax())
                .addAllCapabilities(session.capabilities())
                .setAddress(SessionProto.Address.newBuilder()
                        .setHost(session.address().host())
                        .setPort(session.address().port()))
                .setIncarnation(session.incarnation())
                .setReplaces(session.replaces())
                .setRingSize(session.ringSize())
                .setClusterName(session.clusterName())
                .putAllMetadata(session.metadata())
                .build()
                .toByteArray();
        checkSize(encoded.length);
        return encoded;
    }

    /**
     * The session of those bytes. Fields this version does not know are ignored.
     *
     * @throws MalformedInputException if they are no session, too many, or carry a value out of bounds
     */
    public static Session decode(byte[] encoded) {
        checkSize(encoded.length);
        SessionProto.Session message;
        try {
            message = SessionProto.Session.parseFrom(encoded);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedInputException("the session is not a Protocol Buffers message", e);
        }
        checkCapabilities(message.getCapabilitiesList());
        Session session = new Session(
                message.getProtocolMin(),
                message.getProtocolMax(),
                message.getCapabilitiesList(),
                new PeerAddress(
                        message.getAddress().getHost(), message.getAddress().getPort()),
                message.getIncarnation(),
                message.getReplaces(),
                message.getRingSize(),
                message.getClusterName(),
                message.getMetadataMap());
        check(session);
        return session;
    }

    private static void check(Session session) {
        if (session.protocolMin() < 1 || session.protocolMax() < session.protocolMin()) {
            throw new MalformedInputException("the session's protocol versions " + session.protocolMin() + " to "
                    + session.protocolMax() + " are no range that starts at 1 or above");
        }
        if (session.ringSize() < 1) {
            throw new MalformedInputException("the session's ring size must be at least 1, is " + session.ringSize());
        }
        int clusterName = session.clusterName().length();
        if (clusterName < 1 || clusterName > Limits.MAX_CLUSTER_NAME) {
            throw new MalformedInputException("the session's cluster name must have 1 to " + Limits.MAX_CLUSTER_NAME
                    + " characters, has " + clusterName);
        }
        checkCapabilities(session.capabilities());
        checkMetadata(session.metadata());
    }

    private static void checkCapabilities(List<String> capabilities) {
        if (capabilities.size() > Limits.MAX_CAPABILITIES) {
            throw new MalformedInputException("a session lists at most " + Limits.MAX_CAPABILITIES
                    + " capabilities, this one " + capabilities.size());
        }
        for (String capability : capabilities) {
            if (capability.isEmpty() || capability.length() > MAX_CAPABILITY) {
                throw new MalformedInputException("a capability's name must have 1 to " + MAX_CAPABILITY
                        + " characters, this one has " + capability.length());
            }
        }
    }

    private static void checkMetadata(Map<String, String> metadata) {
        int bytes = Bounds.bytes(metadata);
        if (bytes > Limits.MAX_METADATA) {
            throw new MalformedInputException("a session's metadata has at most " + Limits.MAX_METADATA
                    + " bytes of keys and values, this one " + bytes);
        }
    }

    private static void checkSize(int length) {
        if (length > MAX_ENCODED) {
            throw new MalformedInputException("a session has at most " + MAX_ENCODED + " bytes, this one " + length);
        }
    }
}
