package io.barrel.p2p.transport.quic;

import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.wire.Route;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.incubator.codec.quic.QuicChannel;
import io.netty.incubator.codec.quic.QuicConnectionAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The dials of a transport that are under way. Confined to the loop. */
final class Dialler {

    /** More dials at once serve nobody. */
    static final int MAX_DIALS = 1_024;

    private final Connections connections;
    private final SharedSocket socket;
    private final ConnectionDemux demux;
    private final Function<Route, InetSocketAddress> relayed;
    private final HostResolver resolver;
    private final Set<Dial> underWay = new LinkedHashSet<>();
    private volatile int count;

    Dialler(
            Connections connections,
            SharedSocket socket,
            ConnectionDemux demux,
            Function<Route, InetSocketAddress> relayed,
            HostResolver resolver) {
        this.relayed = relayed;
        this.connections = connections;
        this.socket = socket;
        this.demux = demux;
        this.resolver = resolver;
    }

    void dial(DialRequest request) {
        if (connections.isClosing()) {
            refuse(request, "the transport is closing");
        } else if (underWay.size() >= MAX_DIALS) {
            refuse(request, MAX_DIALS + " dials are under way");
        } else {
            Dial dial = new Dial(this, connections, request);
            underWay.add(dial);
            count = underWay.size();
            dial.start(resolver);
        }
    }

    private void refuse(DialRequest request, String detail) {
        DialFailure failure = new DialFailure(DialFailure.Kind.REFUSED, null, detail);
        connections.eventLoop().execute(() -> connections.listener().dialFailed(request, failure));
    }

    void ended(Dial dial) {
        underWay.remove(dial);
        count = underWay.size();
    }

    /** Fails every dial. */
    void close() {
        DialFailure failure = new DialFailure(DialFailure.Kind.REFUSED, null, "the transport is closing");
        List.copyOf(underWay).forEach(dial -> dial.abandon(failure));
        resolver.close();
    }

    /** Dials under way. Any thread. */
    int count() {
        return count;
    }

    /** Opens a QUIC connection; the dial hears of it. */
    void connect(Dial dial, InetAddress host, int port) {
        connect(dial, new InetSocketAddress(host, port));
    }

    /** The same over other nodes. */
    void connect(Dial dial, Route route) {
        connect(dial, relayed.apply(route));
    }

    private void connect(Dial dial, InetSocketAddress remote) {
        byte[] id = demux.newConnectionId(remote);
        Attempt attempt = new Attempt(dial, id);
        QuicChannel.newBootstrap(socket)
                .handler(attempt)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .localConnectionAddress(new QuicConnectionAddress(id))
                .remoteAddress(remote)
                .connect()
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        attempt.failed(connected.cause());
                    }
                });
    }

    /** Sets up the channel of one attempt. */
    private final class Attempt extends ChannelInitializer<QuicChannel> {

        private final Dial dial;
        private final byte[] id;
        private @Nullable QuicConnection connection;

        Attempt(Dial dial, byte[] id) {
            this.dial = dial;
            this.id = id;
        }

        @Override
        protected void initChannel(QuicChannel channel) {
            channel.closeFuture().addListener(closed -> demux.retire(id));
            connection = new QuicConnection(connections, channel, dial);
            dial.started(connection);
            channel.pipeline().addLast(connection);
        }

        /** The codec has reported a failure; it need not have closed the channel. */
        void failed(Throwable cause) {
            if (connection == null) {
                demux.retire(id);
                dial.abandon(new DialFailure(DialFailure.Kind.UNREACHABLE, null, String.valueOf(cause)));
            } else {
                connection.lost("the QUIC connection failed: " + cause);
            }
        }
    }
}
