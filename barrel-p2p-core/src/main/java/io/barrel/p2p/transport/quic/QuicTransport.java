package io.barrel.p2p.transport.quic;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.security.Authenticator;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.transport.Transport;
import io.barrel.p2p.transport.TransportConfig;
import io.barrel.p2p.transport.TransportListener;
import io.barrel.p2p.transport.TransportStatistics;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Route;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.incubator.codec.quic.Quic;
import io.netty.incubator.codec.quic.QuicChannel;
import java.nio.ByteBuffer;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The transport over QUIC (RFC 9000): one UDP socket and one event loop for every link, dialled or accepted.
 *
 * <p>After {@link #bind} the socket is bound but not read, so that the caller can put things in place on the
 * {@link #loop}; {@link #open} opens the door. No {@link TransportListener} or {@link Authenticator} is called before.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows in the events of its channel
public final class QuicTransport implements Transport {

    private final PeerAddress boundAddress;
    private final EventLoopGroup group;
    private final EventLoop eventLoop;
    private final Loop loop;
    private final SharedSocket socket;
    private final Connections connections;
    private final Dialler dialler;
    private final Tls tls;
    private final RelayedPaths relayed;
    private final AtomicBoolean closeBegun = new AtomicBoolean();
    private boolean finishing;

    private QuicTransport(TransportConfig config, UdpSocket udp) {
        group = udp.group();
        eventLoop = udp.channel().eventLoop();
        loop = new NettyLoop(eventLoop);
        boundAddress = new PeerAddress(config.bindAddress(), udp.address().getPort());
        socket = new SharedSocket(udp.channel());
        relayed = new RelayedPaths(eventLoop, this::relay, socket::inject);
        socket.divert(relayed::takes);
        tls = new Tls(config.privateKey(), config.certificate());
        connections = new Connections(config, tls, eventLoop, new HandshakeLog(loop), relayed::route);
        ConnectionDemux demux = new ConnectionDemux();
        dialler = new Dialler(
                connections,
                socket,
                demux,
                relayed::address,
                new HostResolver(UdpSocket.threadName(udp.address()) + "-resolver"));
        Duration idle = config.link().channelIdleTimeout();
        RetryTokens tokens = new RetryTokens(
                config.retryAbove(),
                config.maxPendingHandshakes(),
                connections::pendingInboundCount,
                System::nanoTime,
                connections::handshakeShed);
        // Outbound events travel from the tail: a connect reaches the client codec first.
        socket.pipeline()
                .addLast(demux)
                .addLast(SERVER_CODEC, Codecs.server(tls, udp.maxDatagram(), idle, tokens, new Accepted(connections)))
                .addLast(Codecs.client(tls, udp.maxDatagram(), idle));
    }

    private static final String SERVER_CODEC = "server";

    /**
     * Binds the socket.
     *
     * @throws NodeStartException if the address cannot be bound, or this platform has no native QUIC library; nothing stays
     *     open
     */
    public static QuicTransport bind(TransportConfig config) {
        if (!Quic.isAvailable()) {
            throw new NodeStartException(
                    NodeStartException.Kind.NATIVE_LIBRARY_MISSING,
                    "There is no native QUIC library for " + System.getProperty("os.name") + " on "
                            + System.getProperty("os.arch") + ".",
                    "Run on a supported platform, and see that netty-incubator-codec-native-quic with its classifier is on"
                            + " the class path.",
                    Quic.unavailabilityCause());
        }
        UdpSocket udp = UdpSocket.bind(config);
        try {
            QuicTransport transport = new QuicTransport(config, udp);
            transport.register();
            return transport;
        } catch (RuntimeException e) {
            udp.close();
            throw e;
        }
    }

    private void register() {
        eventLoop.register(socket).syncUninterruptibly();
        eventLoop
                .submit(() -> socket.pipeline()
                        .get(ConnectionDemux.class)
                        .serverCodec(socket.pipeline().context(SERVER_CODEC)))
                .syncUninterruptibly();
    }

    /**
     * Begins to receive: links may come from now on, and dials be answered. Any thread; to be called once.
     *
     * @param authenticator authenticates connections; called on the loop
     * @param listener hears of links; called on the loop
     */
    public void open(Authenticator authenticator, TransportListener listener) {
        eventLoop.execute(() -> {
            connections.open(authenticator, listener);
            socket.start();
        });
    }

    @Override
    public PeerAddress boundAddress() {
        return boundAddress;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void dial(DialRequest request) {
        if (!eventLoop.inEventLoop()) {
            throw new IllegalStateException("dial is to be called on the transport's loop");
        }
        dialler.dial(request);
    }

    @Override
    public void certificate(PrivateKey key, X509Certificate certificate) {
        tls.use(key, certificate);
    }

    private void relay(Route route, ByteBuffer packet) {
        connections.listener().relay(route, packet);
    }

    @Override
    public void receive(Route route, ByteBuffer packet) {
        relayed.receive(route, packet, socket.boundAddress());
    }

    @Override
    public TransportStatistics statistics() {
        return new TransportStatistics(
                socket.bytesSent(),
                socket.bytesReceived(),
                connections.linkCount(),
                connections.pendingCount(),
                dialler.count(),
                connections.framesIgnoredCount(),
                connections.framesMalformedCount(),
                connections.handshakesShedCount(),
                connections.preambleDroppedCount());
    }

    @Override
    public void close(CloseReason reason, long graceMillis) {
        if (eventLoop.inEventLoop()) {
            throw new IllegalStateException("close would wait for the loop it is called on");
        }
        if (closeBegun.compareAndSet(false, true)) {
            eventLoop.execute(() -> beginClose(reason, graceMillis));
        }
        group.terminationFuture().awaitUninterruptibly();
    }

    private void beginClose(CloseReason reason, long graceMillis) {
        eventLoop.schedule(this::finishClose, graceMillis, TimeUnit.MILLISECONDS);
        dialler.close();
        connections.closeAll(reason, () -> eventLoop.execute(this::finishClose));
    }

    private void finishClose() {
        if (finishing) {
            return;
        }
        finishing = true;
        connections.dropAll(CloseReason.SHUTDOWN);
        // In a later task, after those that tell the listener how each link ended.
        eventLoop.execute(() -> {
            connections.handshakeLog().close();
            socket.close();
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
    }

    /** Sets up the channels of peers that dialled. */
    @ChannelHandler.Sharable
    private static final class Accepted extends ChannelInitializer<QuicChannel> {

        private final Connections connections;

        Accepted(Connections connections) {
            this.connections = connections;
        }

        @Override
        protected void initChannel(QuicChannel channel) {
            channel.pipeline().addLast(new QuicConnection(connections, channel, null));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
