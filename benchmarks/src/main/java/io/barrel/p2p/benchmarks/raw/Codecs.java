package io.barrel.p2p.benchmarks.raw;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.incubator.codec.quic.QuicClientCodecBuilder;
import io.netty.incubator.codec.quic.QuicCodecBuilder;
import io.netty.incubator.codec.quic.QuicConnectionIdGenerator;
import io.netty.incubator.codec.quic.QuicServerCodecBuilder;
import io.netty.incubator.codec.quic.QuicSslContextBuilder;
import io.netty.incubator.codec.quic.QuicTokenHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** The settings of a node's transport (transport.quic.Codecs and Tls of the core), figure by figure. */
final class Codecs {

    /** Of loopback. */
    static final int MAX_DATAGRAM = 16_000;

    private static final String PROTOCOL = "raw/1";
    private static final long IDLE_MILLIS = 30_000;
    private static final long STREAM_WINDOW = 2 << 20;
    private static final long CONNECTION_WINDOW = 8 << 20;
    private static final long UNIDIRECTIONAL_WINDOW = 64 << 10;
    private static final int MAX_STREAMS = 64;
    private static final int DATAGRAM_QUEUE = 64;
    private static final int CONNECTION_IDS = 64;

    private Codecs() {}

    static ChannelHandler server(ChannelHandler onConnection, ChannelHandler onStream) {
        Certificate certificate = Certificate.fresh();
        return settings(new QuicServerCodecBuilder())
                .sslContext(QuicSslContextBuilder.forServer(certificate.key(), null, certificate.x509())
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .clientAuth(ClientAuth.REQUIRE)
                        .applicationProtocols(PROTOCOL)
                        .earlyData(false)
                        .build())
                .activeConnectionIdLimit(CONNECTION_IDS)
                .connectionIdAddressGenerator(QuicConnectionIdGenerator.randomGenerator())
                .tokenHandler(new NoTokens())
                .handler(onConnection)
                .streamHandler(onStream)
                .build();
    }

    static ChannelHandler client() {
        Certificate certificate = Certificate.fresh();
        return settings(new QuicClientCodecBuilder())
                .sslContext(QuicSslContextBuilder.forClient()
                        .keyManager(certificate.key(), null, certificate.x509())
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .applicationProtocols(PROTOCOL)
                        .earlyData(false)
                        .build())
                .activeConnectionIdLimit(CONNECTION_IDS)
                .build();
    }

    private static <B extends QuicCodecBuilder<B>> B settings(B builder) {
        return builder.maxIdleTimeout(IDLE_MILLIS, TimeUnit.MILLISECONDS)
                .maxSendUdpPayloadSize(MAX_DATAGRAM)
                .maxRecvUdpPayloadSize(MAX_DATAGRAM)
                .discoverPmtu(true)
                .initialMaxData(CONNECTION_WINDOW)
                .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW)
                .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW)
                .initialMaxStreamDataUnidirectional(UNIDIRECTIONAL_WINDOW)
                .initialMaxStreamsBidirectional(MAX_STREAMS)
                .initialMaxStreamsUnidirectional(MAX_STREAMS)
                .datagram(DATAGRAM_QUEUE, DATAGRAM_QUEUE);
    }

    /** A node asks for a retry only when many connections are pending. */
    private static final class NoTokens implements QuicTokenHandler {

        @Override
        public boolean writeToken(ByteBuf out, ByteBuf connectionId, InetSocketAddress address) {
            return false;
        }

        @Override
        public int validateToken(ByteBuf token, InetSocketAddress address) {
            return -1;
        }

        @Override
        public int maxTokenLength() {
            return 0;
        }
    }
}
