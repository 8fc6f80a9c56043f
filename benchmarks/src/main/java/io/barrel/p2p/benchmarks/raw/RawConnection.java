package io.barrel.p2p.benchmarks.raw;

import io.netty.channel.EventLoop;
import io.netty.incubator.codec.quic.QuicChannel;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection of a {@link RawClient} and its stream. Any thread. */
public final class RawConnection implements AutoCloseable {

    private final QuicChannel channel;
    private final EventLoop loop;
    private final Reader reader = new Reader();

    // Of the loop.
    private final LongObjectMap<CompletableFuture<ByteBuffer>> asked = new LongObjectHashMap<>();
    private long requests;

    RawConnection(QuicChannel channel) {
        this.channel = channel;
        this.loop = channel.eventLoop();
    }

    FrameReader reader() {
        return reader;
    }

    /** Sends a request. The payload must not change until there is a reply; the future completes on the loop. */
    public CompletableFuture<ByteBuffer> request(ByteBuffer payload) {
        CompletableFuture<ByteBuffer> reply = new CompletableFuture<>();
        loop.execute(() -> {
            long id = ++requests;
            asked.put(id, reply);
            reader.writer().write(FrameReader.REQUEST, id, payload, failure -> {
                if (failure != null) {
                    reply.completeExceptionally(failure);
                }
            });
        });
        return reply;
    }

    /**
     * Sends a message that wants no reply. The payload must not change until it is taken.
     *
     * @param taken told on the loop when QUIC has taken it, or that it has not; not that it has arrived
     */
    public void send(ByteBuffer payload, Consumer<@Nullable Throwable> taken) {
        loop.execute(() -> reader.writer().write(FrameReader.MESSAGE, 0, payload, taken));
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }

    private final class Reader extends FrameReader {

        @Override
        void received(FrameWriter writer, int kind, long id, ByteBuffer payload) {
            CompletableFuture<ByteBuffer> reply = asked.remove(id);
            if (reply != null) {
                reply.complete(
                        ByteBuffer.allocate(payload.remaining()).put(payload).flip());
            }
        }

        @Override
        void ended() {
            List<CompletableFuture<ByteBuffer>> lost = List.copyOf(asked.values());
            asked.clear();
            lost.forEach(reply -> reply.completeExceptionally(new ClosedChannelException()));
        }
    }
}
