package io.barrel.p2p.transport.quic;

import io.barrel.p2p.wire.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.ByteBuffer;
import java.util.List;

/** Cuts a stream into frames ({@code length:4 protocol:1 payload}); a payload is handed on without a copy. */
final class FrameReader extends ByteToMessageDecoder {

    /** Bytes of a frame before its payload. */
    static final int HEADER = Integer.BYTES + 1;

    private final Receiver receiver;

    /** Who takes the frames of a stream. */
    interface Receiver {

        /** A frame; the payload is valid during this call only. Returns whether to go on. */
        boolean received(int protocol, ByteBuffer payload);

        /** The peer says what is no frame; nothing follows. */
        void malformed(String detail);

        /** The stream ended or failed; nothing follows. */
        void broken(String detail);
    }

    FrameReader(Receiver receiver) {
        this.receiver = receiver;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        while (in.readableBytes() >= Integer.BYTES) {
            int length = in.getInt(in.readerIndex());
            if (length < 1 || length > 1 + Limits.MAX_FRAME_PAYLOAD) {
                in.skipBytes(in.readableBytes());
                receiver.malformed("a frame of " + Integer.toUnsignedString(length) + " bytes");
                return;
            }
            if (in.readableBytes() < Integer.BYTES + length) {
                return;
            }
            int protocol = in.getUnsignedByte(in.readerIndex() + Integer.BYTES);
            int start = in.readerIndex() + HEADER;
            in.skipBytes(Integer.BYTES + length);
            if (!receiver.received(protocol, in.nioBuffer(start, length - 1).asReadOnlyBuffer())) {
                in.skipBytes(in.readableBytes());
                return;
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        receiver.broken("a stream of frames ended");
    }

    /** The peer reset the stream. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        receiver.broken("a stream of frames failed: " + cause);
    }
}
