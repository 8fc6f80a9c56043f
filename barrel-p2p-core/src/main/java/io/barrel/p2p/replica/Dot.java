package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;

/**
 * Who wrote an entry, and when: the version of an {@link LwwMap}'s entries. As bytes, {@code stamp:8 ‖ node}, it orders by stamp and
 * then by the node's name.
 *
 * @param stamp a stamp of the writer's {@link io.barrel.p2p.clock.HybridClock}, not negative
 * @param node the writer
 */
record Dot(long stamp, NodeId node) {

    /** @throws MalformedInputException if the stamp is negative */
    Dot {
        if (stamp < 0) {
            throw new MalformedInputException("not a stamp: " + stamp);
        }
    }

    ByteString toVersion() {
        ByteBuffer stampBytes = ByteBuffer.allocate(Long.BYTES).putLong(stamp).flip();
        return ByteString.copyFrom(stampBytes).concat(ByteString.copyFromUtf8(node.value()));
    }

    /** @throws MalformedInputException if it is no dot */
    static Dot of(ByteString version) {
        if (version.size() <= Long.BYTES) {
            throw new MalformedInputException("a dot has more than 8 bytes, this one " + version.size());
        }
        return new Dot(
                version.asReadOnlyByteBuffer().getLong(),
                NodeId.of(version.substring(Long.BYTES).toStringUtf8()));
    }
}
