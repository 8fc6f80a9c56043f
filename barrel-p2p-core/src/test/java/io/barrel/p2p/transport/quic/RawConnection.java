package io.barrel.p2p.transport.quic;

import io.barrel.p2p.wire.AuthFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.incubator.codec.quic.QuicChannel;
import io.netty.incubator.codec.quic.QuicConnectionCloseEvent;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import io.netty.incubator.codec.quic.QuicStreamType;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.Promise;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection of a {@link RawPeer}: says any bytes on any stream and keeps what the other end says on its first one. */
@SuppressWarnings("FutureReturnValueIgnored")
final class RawConnection extends ChannelInboundHandlerAdapter {

    private static final int PREAMBLE = 1 + QuicConnection.AUTH_TAG.length();
    private static final int FAIL = 5;

    /** More than any handshake says; what follows are lanes. */
    private static final int MOST_HEARD = 16 << 10;

    private final EventLoop loop;
    private final Promise<QuicChannel> up;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private Consumer<byte[]> receiver = bytes -> {};
    private @Nullable Promise<QuicStreamChannel> authentication;
    private volatile byte[] heard = {};
    private volatile boolean reads = true;
    private volatile boolean closed;
    private volatile int closeCode = -1;

    RawConnection(EventLoop loop) {
        this.loop = loop;
        up = loop.newPromise();
    }

    /** Runs a task on the loop once the connection is up. */
    void whenUp(Consumer<QuicChannel> task) {
        up.addListener((FutureListener<QuicChannel>) channel -> {
            if (channel.isSuccess()) {
                task.accept(channel.getNow());
            }
        });
    }

    /** Hands over all that was received on the authentication stream, and what will be. */
    void onReceived(Consumer<byte[]> task) {
        whenUp(channel -> {
            receiver = task;
            if (heard.length > 0) {
                task.accept(heard);
            }
        });
    }

    /** Opens a stream that starts with that tag, or with nothing if it is empty. */
    Promise<QuicStreamChannel> open(QuicStreamType type, String tag) {
        Promise<QuicStreamChannel> stream = loop.newPromise();
        whenUp(channel -> channel.createStream(type, new Deaf()).addListener((Future<QuicStreamChannel> opened) -> {
            if (!opened.isSuccess()) {
                stream.setFailure(opened.cause());
                return;
            }
            if (!tag.isEmpty()) {
                opened.getNow().writeAndFlush(StreamPreamble.of(opened.getNow(), tag));
            }
            stream.setSuccess(opened.getNow());
        }));
        return stream;
    }

    static void write(Promise<QuicStreamChannel> stream, byte[] bytes) {
        stream.addListener((FutureListener<QuicStreamChannel>) opened -> {
            if (opened.isSuccess()) {
                opened.getNow().writeAndFlush(Unpooled.copiedBuffer(bytes));
            }
        });
    }

    /** Says something on the authentication stream, which the first call opens. */
    void say(byte[] bytes) {
        whenUp(channel -> {
            if (authentication == null) {
                authentication = open(QuicStreamType.UNIDIRECTIONAL, QuicConnection.AUTH_TAG);
            }
            write(authentication, bytes);
        });
    }

    /** Takes nothing of streams that the other end opens from now on. */
    void stopReading() {
        reads = false;
    }

    /** Resets nothing and waits for nothing. */
    void close() {
        whenUp(channel -> channel.close(true, 0, Unpooled.EMPTY_BUFFER));
    }

    /** Whether the QUIC handshake has succeeded. */
    boolean isUp() {
        return up.isSuccess();
    }

    boolean isClosed() {
        return closed;
    }

    /** The application error the other end closed with, -1 if it did not. */
    int closeCode() {
        return closeCode;
    }

    /** What the other end said on its authentication stream, tag excluded. */
    byte[] heard() {
        return heard;
    }

    /** The reason of the FAIL message the other end sent. */
    Optional<AuthFailure> refusal() {
        ByteBuffer in = ByteBuffer.wrap(heard);
        while (in.remaining() > Short.BYTES) {
            byte[] body = new byte[Math.min(in.getShort() & 0xFFFF, in.remaining())];
            in.get(body);
            if (body.length > 3 && body[0] == FAIL) {
                return Optional.of(AuthFailure.ofWord(
                        new String(Arrays.copyOfRange(body, 3, body.length), StandardCharsets.US_ASCII)));
            }
        }
        return Optional.empty();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.channel().closeFuture().addListener(ended -> closed = true);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        up.trySuccess((QuicChannel) ctx.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof QuicStreamChannel stream) {
            stream.config().setAutoRead(reads);
            stream.pipeline().addLast(new PeersStream());
            ctx.channel().eventLoop().register(stream);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof QuicConnectionCloseEvent close && close.isApplicationClose()) {
            closeCode = close.error();
        }
    }

    private void received(byte[] bytes) {
        if (received.size() > MOST_HEARD) {
            return;
        }
        int before = Math.max(received.size(), PREAMBLE);
        received.writeBytes(bytes);
        byte[] all = received.toByteArray();
        if (all.length > before) {
            heard = Arrays.copyOfRange(all, PREAMBLE, all.length);
            receiver.accept(Arrays.copyOfRange(all, before, all.length));
        }
    }

    /** The other end opens one stream before the control stream. */
    private final class PeersStream extends SimpleChannelInboundHandler<ByteBuf> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
            byte[] bytes = new byte[message.readableBytes()];
            message.readBytes(bytes);
            received(bytes);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** Hears nothing, not even errors. */
    private static final class Deaf extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
