package io.barrel.p2p.transport.quic;

import io.barrel.p2p.transport.Link;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import io.netty.incubator.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The data streams of a link: each end opens its own when it has something to send on them, and reads those of the other.
 * Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows in the events of its channel
final class DataLanes {

    private final QuicConnection connection;
    private final Owner owner;
    private final @Nullable FrameWriter[] writers = new FrameWriter[Link.LANES];
    private final boolean[] full = new boolean[Link.LANES];
    private int accepted;
    private boolean allowed;

    /** Whose lanes they are. */
    interface Owner extends FrameReader.Receiver {

        /** A lane that was full has room. */
        void drained(int lane);
    }

    DataLanes(QuicConnection connection, Owner owner) {
        this.connection = connection;
        this.owner = owner;
    }

    /** The peer is known to have the link: a stream that came before the link would break it. Lanes open from now on. */
    void allow() {
        if (!allowed) {
            allowed = true;
            for (int lane = 0; lane < writers.length; lane++) {
                FrameWriter writer = writers[lane];
                if (writer != null) {
                    open(writer);
                }
            }
        }
    }

    boolean write(int lane, int protocol, ByteBuffer payload) {
        FrameWriter writer = writers[lane];
        if (writer == null) {
            writer = new FrameWriter(
                    connection.connections().eventLoop(),
                    connection.channel().alloc(),
                    () -> taken(lane),
                    () -> owner.broken("a data stream does not take what is written"));
            writers[lane] = writer;
            if (allowed) {
                open(writer);
            }
        }
        boolean written = writer.write(protocol, payload);
        full[lane] |= writer.waiting() >= Link.LANE_HIGH_WATER;
        return written;
    }

    int waiting(int lane) {
        FrameWriter writer = writers[lane];
        return writer == null ? 0 : writer.waiting();
    }

    private void taken(int lane) {
        if (full[lane] && waiting(lane) < Link.LANE_HIGH_WATER / 2) {
            full[lane] = false;
            owner.drained(lane);
        }
    }

    private void open(FrameWriter writer) {
        // Nothing is ever said in the other direction.
        connection
                .channel()
                .createStream(QuicStreamType.BIDIRECTIONAL, new ChannelInboundHandlerAdapter())
                .addListener((Future<QuicStreamChannel> opened) -> {
                    if (opened.isSuccess()) {
                        QuicStreamChannel stream = opened.getNow();
                        stream.config().setAllowHalfClosure(false);
                        stream.writeAndFlush(StreamPreamble.of(stream, QuicConnection.DATA_TAG));
                        writer.attach(stream);
                    } else {
                        owner.broken("a data stream could not be opened: " + opened.cause());
                    }
                });
    }

    /** The peer opened a data stream; null if it has as many as it may. */
    @Nullable
    ChannelHandler accept() {
        return ++accepted > Link.LANES ? null : new FrameReader(owner);
    }

    void close() {
        for (FrameWriter writer : writers) {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
