package io.barrel.p2p;

import com.google.protobuf.InvalidProtocolBufferException;
import io.barrel.p2p.wire.Bounds;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.proto.NeighboursProto;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What a member tells of its neighbours, as bytes. Stateless; any thread. */
final class NeighboursCodec {

    /** The largest active view that may be configured. */
    static final int MAX_NEIGHBOURS = 64;

    /** Room for as many of the longest names. */
    static final int MAX_BYTES = 32 * 1024;

    /** No link outlives an hour of silence, so no round trip is longer. */
    static final Duration MAX_RTT = Duration.ofHours(1);

    private NeighboursCodec() {}

    static ByteBuffer encode(List<Neighbour> neighbours) {
        NeighboursProto.NeighboursReply.Builder reply = NeighboursProto.NeighboursReply.newBuilder();
        for (Neighbour neighbour : neighbours) {
            Duration rtt = neighbour.rtt();
            reply.addActive(NeighboursProto.Neighbour.newBuilder()
                    .setNode(neighbour.node().value())
                    .setRttMicros(rtt == null ? 0 : micros(rtt))
                    .setEager(neighbour.eager()));
        }
        return ByteBuffer.wrap(reply.build().toByteArray());
    }

    /**
     * The neighbours of a reply.
     *
     * @throws MalformedInputException if it is none, or a bound is exceeded
     */
    static List<Neighbour> decode(ByteBuffer bytes) {
        Bounds.atMost("bytes of neighbours", bytes.remaining(), MAX_BYTES);
        NeighboursProto.NeighboursReply reply = parse(bytes);
        Bounds.atMost("neighbours", reply.getActiveCount(), MAX_NEIGHBOURS);
        return reply.getActiveList().stream().map(NeighboursCodec::decode).toList();
    }

    private static Neighbour decode(NeighboursProto.Neighbour neighbour) {
        long micros = neighbour.getRttMicros();
        if (micros < 0 || micros > MAX_RTT.toMillis() * 1000) {
            throw new MalformedInputException("no round trip takes " + Long.toUnsignedString(micros) + " microseconds");
        }
        return new Neighbour(
                NodeId.of(neighbour.getNode()),
                micros == 0 ? null : Duration.of(micros, ChronoUnit.MICROS),
                neighbour.getEager());
    }

    private static NeighboursProto.NeighboursReply parse(ByteBuffer bytes) {
        try {
            return NeighboursProto.NeighboursReply.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedInputException("not neighbours: " + e.getMessage(), e);
        }
    }

    /** At least one, for 0 says that nothing was measured. */
    private static long micros(Duration rtt) {
        Duration shown = rtt.compareTo(MAX_RTT) > 0 ? MAX_RTT : rtt;
        return Math.max(1, shown.toNanos() / 1000);
    }
}
