package io.barrel.p2p.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tag at the head of a peer's stream ({@code tagLen:1 tag}) and makes way for whoever takes the stream; what
 * follows the tag goes there.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows in the events of its channel
final class StreamPreamble extends ByteToMessageDecoder {

    private static final long TIMEOUT_MILLIS = 10_000;

    private final QuicConnection connection;
    private final QuicStreamChannel stream;
    private @Nullable Future<?> timeout;
    private boolean waiting = true;

    StreamPreamble(QuicConnection connection, QuicStreamChannel stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /** The head of a stream with that tag. */
    static ByteBuf of(QuicStreamChannel stream, String tag) {
        byte[] bytes = tag.getBytes(StandardCharsets.US_ASCII);
        return stream.alloc()
                .directBuffer(1 + bytes.length)
                .writeByte(bytes.length)
                .writeBytes(bytes);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (connection.enterPreamble()) {
            timeout = stream.eventLoop().schedule(this::refuse, TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            refuse();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!waiting) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int length = in.getUnsignedByte(in.readerIndex());
        if (in.readableBytes() < 1 + length) {
            return;
        }
        String tag = in.toString(in.readerIndex() + 1, length, StandardCharsets.US_ASCII);
        in.skipBytes(1 + length);
        done();
        ChannelHandler next = connection.streamOpened(stream, tag);
        if (next == null) {
            in.skipBytes(in.readableBytes());
        } else {
            ctx.pipeline().addLast(next);
            ctx.pipeline().remove(this);
        }
    }

    /** The peer ended the stream in mid-tag. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == ChannelInputShutdownReadComplete.INSTANCE) {
            refuse();
        }
        super.userEventTriggered(ctx, event);
    }

    private void refuse() {
        if (waiting) {
            done();
            connection.refuse(stream);
        }
    }

    private void done() {
        if (waiting) {
            waiting = false;
            connection.leavePreamble();
            if (timeout != null) {
                timeout.cancel(false);
            }
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        done();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        done();
        super.channelInactive(ctx);
    }

    /** The peer reset the stream. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        refuse();
    }
}
