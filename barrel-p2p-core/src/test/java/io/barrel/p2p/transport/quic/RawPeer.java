package io.barrel.p2p.transport.quic;

import io.barrel.p2p.wire.PeerAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.incubator.codec.quic.QuicChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A QUIC endpoint without manners: it speaks the transport's TLS and ALPN and leaves the rest to the test. */
@SuppressWarnings("FutureReturnValueIgnored")
final class RawPeer implements AutoCloseable {

    private static final Duration IDLE = Duration.ofSeconds(20);

    private final EventLoopGroup group = loop();
    private final Tls tls;

    /** An endpoint that presents that certificate. */
    RawPeer(Certificates certificates) {
        tls = new Tls(certificates.key(), certificates.certificate());
    }

    /** Dials from a port of its own; what is sent waits until the connection is up. */
    RawConnection dial(PeerAddress to) {
        RawConnection connection = new RawConnection(group.next());
        Bootstrap udp = udp(Codecs.client(tls, Codecs.SAFE_DATAGRAM, IDLE));
        udp.bind(InetAddress.getLoopbackAddress(), 0).addListener((ChannelFutureListener)
                bound -> QuicChannel.newBootstrap(bound.channel())
                        .handler(connection)
                        .remoteAddress(new InetSocketAddress(to.host(), to.port()))
                        .connect());
        return connection;
    }

    /** Accepts connections; each is handed over before its TLS handshake is done. */
    PeerAddress listen(Consumer<RawConnection> accepted) {
        RetryTokens tokens = new RetryTokens(1_000, 1_000, () -> 0, System::nanoTime, () -> {});
        ChannelHandler codec =
                Codecs.server(tls, Codecs.SAFE_DATAGRAM, IDLE, tokens, new ChannelInitializer<QuicChannel>() {
                    @Override
                    protected void initChannel(QuicChannel channel) {
                        RawConnection connection = new RawConnection(channel.eventLoop());
                        channel.pipeline().addLast(connection);
                        accepted.accept(connection);
                    }
                });
        Channel channel = udp(codec)
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        return new PeerAddress("127.0.0.1", ((InetSocketAddress) channel.localAddress()).getPort());
    }

    private Bootstrap udp(ChannelHandler codec) {
        return new Bootstrap().group(group).channel(NioDatagramChannel.class).handler(codec);
    }

    @SuppressWarnings("deprecation") // as in UdpSocket
    private static EventLoopGroup loop() {
        return new NioEventLoopGroup(1);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
