package io.barrel.p2p.benchmarks.raw;

import io.netty.buffer.ByteBuf;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers frames in one buffer, which leaves at the end of the loop's turn, or when the write before it was taken. As the
 * writer of a node does: without it each message would be a packet, and raw QUIC the slower one. On the loop.
 */
final class FrameWriter {

    private static final int SMALLEST_BUFFER = 256;

    private final QuicStreamChannel stream;
    private @Nullable ByteBuf gathered;
    private List<Consumer<@Nullable Throwable>> takers = new ArrayList<>();
    private boolean inFlight;
    private boolean flushScheduled;
    private boolean closed;

    FrameWriter(QuicStreamChannel stream) {
        this.stream = stream;
    }

    /**
     * Takes a copy of the payload.
     *
     * @param taken told when QUIC has taken the frame, or that it has not; null if nobody wants to know
     */
    void write(int kind, long id, ByteBuffer payload, @Nullable Consumer<@Nullable Throwable> taken) {
        if (closed) {
            if (taken != null) {
                taken.accept(new ClosedChannelException());
            }
            return;
        }
        int size = FrameReader.HEADER + payload.remaining();
        if (gathered == null) {
            gathered = stream.alloc().directBuffer(Math.max(Integer.BYTES + size, SMALLEST_BUFFER));
        }
        gathered.writeInt(size).writeByte(kind).writeLong(id).writeBytes(payload.duplicate());
        if (taken != null) {
            takers.add(taken);
        }
        if (!flushScheduled && !inFlight) {
            flushScheduled = true;
            stream.eventLoop().execute(this::flush);
        }
    }

    private void flush() {
        flushScheduled = false;
        ByteBuf next = gathered;
        if (next == null || inFlight || closed) {
            return;
        }
        List<Consumer<@Nullable Throwable>> nextTakers = takers;
        gathered = null;
        takers = new ArrayList<>();
        inFlight = true;
        stream.writeAndFlush(next).addListener(written -> {
            inFlight = false;
            flush();
            nextTakers.forEach(taker -> taker.accept(written.cause()));
        });
    }

    /** Drops what has not been handed to the stream. */
    void close() {
        closed = true;
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
        List<Consumer<@Nullable Throwable>> lost = takers;
        takers = new ArrayList<>();
        lost.forEach(taker -> taker.accept(new ClosedChannelException()));
    }
}
