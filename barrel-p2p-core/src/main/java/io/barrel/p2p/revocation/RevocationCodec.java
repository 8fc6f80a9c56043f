package io.barrel.p2p.revocation;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.wire.Bounds;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.proto.RevocationProto.RevocationValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Revocations as entries of a replica: the key is {@code issuerKey:32 node}, the version {@code issuedAt:8}, big-endian. Stateless; any
 * thread.
 */
final class RevocationCodec {

    /** The longest value, in bytes: the longest name, 32 keys, the longest reason and a signature, each with its tag. */
    static final int MAX_VALUE = 2_048;

    private RevocationCodec() {}

    static ByteString key(PublicKey issuerKey, NodeId node) {
        return ByteString.copyFrom(issuerKey.bytes()).concat(ByteString.copyFromUtf8(node.value()));
    }

    /**
     * Who claims to have signed an entry of that key.
     *
     * @throws MalformedInputException if it is too short
     */
    static PublicKey issuerKey(ByteString key) {
        if (key.size() <= PublicKey.LENGTH) {
            throw new MalformedInputException("the key of a revocation is a public key and a node");
        }
        return PublicKey.of(key.substring(0, PublicKey.LENGTH).toByteArray());
    }

    static ReplicaEntry encode(SignedRevocation revocation) {
        RevocationValue.Builder value = RevocationValue.newBuilder()
                .setIssuer(revocation.issuer().value())
                .setReason(revocation.reason())
                .setSignature(revocation.signature());
        revocation
                .keys()
                .forEach(key -> value.addKeys(ByteString.copyFrom(HexFormat.of().parseHex(key))));
        ByteBuffer version =
                ByteBuffer.allocate(Long.BYTES).putLong(revocation.issuedAt()).flip();
        return new ReplicaEntry(
                key(revocation.issuerKey(), revocation.node()),
                ByteString.copyFrom(version),
                value.build().toByteString());
    }

    /**
     * The revocation of an entry. Its signature is not looked at.
     *
     * @throws MalformedInputException if it is none, a bound is exceeded, or the same can be written in fewer or other bytes: who passes
     *     it on could make it win over itself again and again
     */
    static SignedRevocation decode(ReplicaEntry entry) {
        ByteString value = entry.value();
        if (value == null) {
            throw new MalformedInputException("a revocation is never removed");
        }
        Bounds.atMost("bytes of a revocation", value.size(), MAX_VALUE);
        if (entry.version().size() != Long.BYTES) {
            throw new MalformedInputException("a revocation's version has " + Long.BYTES + " bytes, found "
                    + entry.version().size());
        }
        PublicKey issuerKey = issuerKey(entry.key());
        RevocationValue of = parse(value);
        SignedRevocation revocation = new SignedRevocation(
                issuerKey,
                NodeId.of(of.getIssuer()),
                NodeId.of(entry.key().substring(PublicKey.LENGTH).toString(StandardCharsets.UTF_8)),
                keys(of.getKeysList()),
                of.getReason(),
                entry.version().asReadOnlyByteBuffer().getLong(),
                of.getSignature());
        if (!encode(revocation).equals(entry)) {
            throw new MalformedInputException("a revocation that can be written in other bytes");
        }
        return revocation;
    }

    private static List<String> keys(List<ByteString> from) {
        Bounds.atMost("keys of a revocation", from.size(), SignedRevocation.MAX_KEYS);
        List<String> keys = new ArrayList<>(from.size());
        for (ByteString key : from) {
            if (key.size() != PublicKey.LENGTH) {
                throw new MalformedInputException(
                        "a fingerprint has " + PublicKey.LENGTH + " bytes, found " + key.size());
            }
            keys.add(HexFormat.of().formatHex(key.toByteArray()));
        }
        return keys;
    }

    private static RevocationValue parse(ByteString value) {
        try {
            return RevocationValue.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedInputException("not a revocation: " + e.getMessage(), e);
        }
    }
}
