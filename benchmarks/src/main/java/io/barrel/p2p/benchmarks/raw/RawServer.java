package io.barrel.p2p.benchmarks.raw;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Takes messages and answers requests, on the loop. */
public final class RawServer implements AutoCloseable {

    private final UdpSocket socket;

    /**
     * A server on any free port of loopback.
     *
     * @param messages takes messages that want no reply; what it is given is valid during the call
     * @param requests answers the others at once; what it is given is valid until the answer was copied, which is at once
     */
    public RawServer(Consumer<ByteBuffer> messages, UnaryOperator<ByteBuffer> requests) {
        socket = UdpSocket.bind(Codecs.server(new Connection(), new ChannelInitializer<QuicStreamChannel>() {
            @Override
            protected void initChannel(QuicStreamChannel stream) {
                stream.pipeline().addLast(new Answering(messages, requests));
            }
        }));
    }

    /** Where it listens. */
    public int port() {
        return socket.port();
    }

    @Override
    public void close() {
        socket.close();
    }

    /** Nothing is to be done for a connection; its streams have their own handlers. */
    @ChannelHandler.Sharable
    private static final class Connection extends ChannelInboundHandlerAdapter {}

    private static final class Answering extends FrameReader {

        private final Consumer<ByteBuffer> messages;
        private final UnaryOperator<ByteBuffer> requests;

        Answering(Consumer<ByteBuffer> messages, UnaryOperator<ByteBuffer> requests) {
            this.messages = messages;
            this.requests = requests;
        }

        @Override
        void received(FrameWriter writer, int kind, long id, ByteBuffer payload) {
            if (kind == MESSAGE) {
                messages.accept(payload);
            } else {
                writer.write(REPLY, id, requests.apply(payload), null);
            }
        }

        @Override
        void ended() {}
    }
}
