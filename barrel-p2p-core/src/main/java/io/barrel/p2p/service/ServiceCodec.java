package io.barrel.p2p.service;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.wire.Bounds;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.proto.ServiceProto;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Services as entries of a replica: the key is {@code service 0 node}, the version {@code incarnation:8 stamp:8}, big-endian, so that the
 * order of bytes is the order of what was said. Stateless; any thread.
 */
final class ServiceCodec {

    private static final int VERSION = 16;
    private static final byte SEPARATOR = 0;

    private ServiceCodec() {}

    static ByteString key(String service, NodeId node) {
        return ByteString.copyFromUtf8(service + (char) SEPARATOR + node.value());
    }

    static ReplicaEntry encode(ServiceEntry entry) {
        ByteBuffer version = ByteBuffer.allocate(VERSION)
                .putLong(entry.incarnation())
                .putLong(entry.stamp())
                .flip();
        ByteString value = null;
        if (entry.offered()) {
            ServiceProto.ServiceValue.Builder to =
                    ServiceProto.ServiceValue.newBuilder().setSince(entry.since());
            // In one order: equal entries must have equal bytes.
            entry.metadata().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(pair -> to.putMetadata(pair.getKey(), pair.getValue()));
            value = to.build().toByteString();
        }
        return new ReplicaEntry(key(entry.service(), entry.node()), ByteString.copyFrom(version), value);
    }

    /**
     * The service of an entry.
     *
     * @throws MalformedInputException if it is none, or a bound is exceeded
     */
    static ServiceEntry decode(ReplicaEntry entry) {
        String key = entry.key().toString(StandardCharsets.UTF_8);
        int end = key.indexOf(SEPARATOR);
        if (end < 0 || !ServiceNames.isName(key.substring(0, end))) {
            throw new MalformedInputException("the key of a service is its name, 0 and a node");
        }
        if (entry.version().size() != VERSION) {
            throw new MalformedInputException("a service's version has " + VERSION + " bytes, found "
                    + entry.version().size());
        }
        ByteBuffer version = entry.version().asReadOnlyByteBuffer();
        long incarnation = version.getLong();
        long stamp = version.getLong();
        if (incarnation < 0 || stamp < 0) {
            throw new MalformedInputException("a stamp of a service is negative");
        }
        ByteString value = entry.value();
        ServiceProto.ServiceValue of = value == null ? ServiceProto.ServiceValue.getDefaultInstance() : parse(value);
        Bounds.atMost("bytes of a service's metadata", Bounds.bytes(of.getMetadataMap()), ServiceRegistry.MAX_METADATA);
        return new ServiceEntry(
                key.substring(0, end),
                NodeId.of(key.substring(end + 1)),
                incarnation,
                stamp,
                value != null,
                of.getMetadataMap(),
                of.getSince());
    }

    private static ServiceProto.ServiceValue parse(ByteString value) {
        try {
            return ServiceProto.ServiceValue.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedInputException("not a service: " + e.getMessage(), e);
        }
    }
}
