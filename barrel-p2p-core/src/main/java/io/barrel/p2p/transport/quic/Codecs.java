package io.barrel.p2p.transport.quic;

import io.netty.channel.ChannelHandler;
import io.netty.incubator.codec.quic.QuicClientCodecBuilder;
import io.netty.incubator.codec.quic.QuicCodecBuilder;
import io.netty.incubator.codec.quic.QuicConnectionIdGenerator;
import io.netty.incubator.codec.quic.QuicServerCodecBuilder;
import io.netty.incubator.codec.quic.QuicTokenHandler;
import java.net.InetAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The QUIC settings of both directions. */
final class Codecs {

    /** Measured: path MTU discovery up to this size is worth a factor of 7 on paths that carry it (transport facts). */
    static final int LARGE_DATAGRAM = 16_000;

    /** The size every path is likely to carry. */
    static final int SAFE_DATAGRAM = 1_350;

    /** Name of the socket option that keeps a probe from being fragmented: a constant of newer JDKs only. */
    static final String DONT_FRAGMENT = "IP_DONTFRAGMENT";

    /** A whole frame fits, and the connection's window is seldom its limit. */
    private static final long STREAM_WINDOW = 2 << 20;

    private static final long CONNECTION_WINDOW = 8 << 20;

    /** Enough for every message of the handshake. */
    private static final long AUTH_WINDOW = 64 << 10;

    private static final int MAX_STREAMS = 64;
    private static final int DATAGRAM_QUEUE = 64;

    /** Room for moves of the peer (transport facts: with 8 the eighth stalls). */
    private static final int CONNECTION_IDS = 64;

    private Codecs() {}

    static ChannelHandler server(
            Tls tls, int maxDatagram, Duration idle, QuicTokenHandler tokens, ChannelHandler onConnection) {
        return settings(new QuicServerCodecBuilder(), maxDatagram, idle)
                .sslEngineProvider(tls::server)
                .activeConnectionIdLimit(CONNECTION_IDS)
                // The signing default costs HMACs for every packet (transport facts).
                .connectionIdAddressGenerator(QuicConnectionIdGenerator.randomGenerator())
                .tokenHandler(tokens)
                .handler(onConnection)
                .build();
    }

    static ChannelHandler client(Tls tls, int maxDatagram, Duration idle) {
        return settings(new QuicClientCodecBuilder(), maxDatagram, idle)
                .sslEngineProvider(tls::client)
                .activeConnectionIdLimit(CONNECTION_IDS)
                .build();
    }

    private static <B extends QuicCodecBuilder<B>> B settings(B builder, int maxDatagram, Duration idle) {
        return builder.maxIdleTimeout(idle.toMillis(), TimeUnit.MILLISECONDS)
                .maxSendUdpPayloadSize(maxDatagram)
                .maxRecvUdpPayloadSize(LARGE_DATAGRAM)
                .discoverPmtu(maxDatagram > SAFE_DATAGRAM)
                .initialMaxData(CONNECTION_WINDOW)
                .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW)
                .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW)
                .initialMaxStreamDataUnidirectional(AUTH_WINDOW)
                .initialMaxStreamsBidirectional(MAX_STREAMS)
                .initialMaxStreamsUnidirectional(MAX_STREAMS)
                .datagram(DATAGRAM_QUEUE, DATAGRAM_QUEUE);
    }

    /**
     * The largest datagram to probe for. Where the socket cannot forbid fragmentation, a probe that was fragmented would
     * pass for a large path, so only loopback is probed there.
     */
    static int maxDatagram(InetAddress bound, DatagramChannel socket) {
        boolean refusesFragments = socket.supportedOptions().stream()
                .anyMatch(option -> option.name().equals(DONT_FRAGMENT));
        return refusesFragments || bound.isLoopbackAddress() ? LARGE_DATAGRAM : SAFE_DATAGRAM;
    }
}
