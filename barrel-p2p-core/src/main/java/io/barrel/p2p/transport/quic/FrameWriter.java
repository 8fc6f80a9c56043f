package io.barrel.p2p.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The outbound half of a stream of frames. Frames gather in one buffer, which leaves at the end of the loop's turn, or when
 * the write before it was taken: QUIC makes packets of each write, so small frames share them. What is written before there
 * is a stream waits for it.
 */
final class FrameWriter {

    /** What may wait for a peer that does not read. */
    static final int MAX_WAITING = 4 << 20;

    private static final int SMALLEST_BUFFER = 256;

    private final EventLoop loop;
    private final ByteBufAllocator allocator;
    private final Runnable onTaken;
    private final Runnable onFailure;

    private @Nullable QuicStreamChannel stream;
    private @Nullable ByteBuf gathered;
    private int inFlight;
    private boolean flushScheduled;
    private boolean closed;

    /**
     * A writer to a stream that is not open yet.
     *
     * @param onTaken run when a write was taken
     * @param onFailure run when a write failed
     */
    FrameWriter(EventLoop loop, ByteBufAllocator allocator, Runnable onTaken, Runnable onFailure) {
        this.loop = loop;
        this.allocator = allocator;
        this.onTaken = onTaken;
        this.onFailure = onFailure;
    }

    /** Writes to that stream from now on. */
    void attach(QuicStreamChannel opened) {
        stream = opened;
        flush();
    }

    /** Takes a copy of the payload; false if too much waits already. */
    boolean write(int protocol, ByteBuffer payload) {
        int size = FrameReader.HEADER + payload.remaining();
        if (waiting() + size > MAX_WAITING) {
            return false;
        }
        if (closed) {
            return true;
        }
        if (gathered == null) {
            gathered = allocator.directBuffer(Math.max(size, SMALLEST_BUFFER));
        }
        gathered.writeInt(1 + payload.remaining()).writeByte(protocol).writeBytes(payload.duplicate());
        if (!flushScheduled && inFlight == 0) {
            flushScheduled = true;
            loop.execute(this::flush);
        }
        return true;
    }

    /** Bytes that the stream has not taken. */
    int waiting() {
        return inFlight + (gathered == null ? 0 : gathered.readableBytes());
    }

    private void flush() {
        flushScheduled = false;
        ByteBuf next = gathered;
        if (next == null || stream == null || inFlight > 0 || closed) {
            return;
        }
        gathered = null;
        inFlight = next.readableBytes();
        stream.writeAndFlush(next).addListener(written -> {
            inFlight = 0;
            if (written.isSuccess()) {
                flush();
                onTaken.run();
            } else if (!closed) {
                onFailure.run();
            }
        });
    }

    /** Drops what has not been handed to the stream. */
    void close() {
        closed = true;
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
