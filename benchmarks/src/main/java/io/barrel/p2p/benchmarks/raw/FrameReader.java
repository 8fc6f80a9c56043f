package io.barrel.p2p.benchmarks.raw;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into frames ({@code length:4 kind:1 id:8 payload}, the length without itself) and has its writer. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows in the end of the stream
abstract class FrameReader extends ByteToMessageDecoder {

    /** A message that wants no reply. */
    static final int MESSAGE = 0;
    /** A message that wants one. */
    static final int REQUEST = 1;
    /** The reply. */
    static final int REPLY = 2;

    /** Kind and id. */
    static final int HEADER = 1 + Long.BYTES;

    /** A frame; the payload is valid during this call only. */
    abstract void received(FrameWriter writer, int kind, long id, ByteBuffer payload);

    /** The stream has ended. */
    abstract void ended();

    private @Nullable FrameWriter writer;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        writer = new FrameWriter((QuicStreamChannel) ctx.channel());
    }

    /** What writes to the same stream, once there is one. */
    FrameWriter writer() {
        if (writer == null) {
            throw new IllegalStateException("there is no stream yet");
        }
        return writer;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        while (in.readableBytes() >= Integer.BYTES) {
            int length = in.getInt(in.readerIndex());
            if (in.readableBytes() < Integer.BYTES + length) {
                return;
            }
            in.skipBytes(Integer.BYTES);
            int kind = in.readByte();
            long id = in.readLong();
            ByteBuffer payload = in.nioBuffer(in.readerIndex(), length - HEADER);
            in.skipBytes(length - HEADER);
            received(writer(), kind, id, payload);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        writer().close();
        ended();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
