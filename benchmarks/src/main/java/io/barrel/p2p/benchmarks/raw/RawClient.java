package io.barrel.p2p.benchmarks.raw;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.incubator.codec.quic.QuicChannel;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import io.netty.incubator.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/** Dials a {@link RawServer}, any number of times from one socket, as a node does. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows in the connection's future
public final class RawClient implements AutoCloseable {

    private final UdpSocket socket = UdpSocket.bind(Codecs.client());
    private final InetSocketAddress server;

    /** A client of the server that listens on that port of loopback. */
    public RawClient(int port) {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** A connection with one stream. */
    public CompletableFuture<RawConnection> connect() {
        CompletableFuture<RawConnection> connected = new CompletableFuture<>();
        QuicChannel.newBootstrap(socket.channel())
                .handler(new ChannelInboundHandlerAdapter())
                .remoteAddress(server)
                .connect()
                .addListener((Future<QuicChannel> dialled) -> {
                    if (dialled.isSuccess()) {
                        openStream(dialled.getNow(), connected);
                    } else {
                        connected.completeExceptionally(dialled.cause());
                    }
                });
        return connected;
    }

    private static void openStream(QuicChannel channel, CompletableFuture<RawConnection> connected) {
        RawConnection connection = new RawConnection(channel);
        channel.createStream(QuicStreamType.BIDIRECTIONAL, connection.reader())
                .addListener((Future<QuicStreamChannel> opened) -> {
                    if (opened.isSuccess()) {
                        connected.complete(connection);
                    } else {
                        connected.completeExceptionally(opened.cause());
                    }
                });
    }

    @Override
    public void close() {
        socket.close();
    }
}
