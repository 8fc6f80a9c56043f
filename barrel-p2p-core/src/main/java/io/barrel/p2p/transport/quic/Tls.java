package io.barrel.p2p.transport.quic;

import io.netty.handler.ssl.ClientAuth;
import io.netty.incubator.codec.quic.QuicChannel;
import io.netty.incubator.codec.quic.QuicSslContext;
import io.netty.incubator.codec.quic.QuicSslContextBuilder;
import io.netty.incubator.codec.quic.QuicSslEngine;
import io.netty.util.AttributeKey;
import java.net.Socket;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS half of a connection: mutual, without early data. Any well-formed certificate is taken: who a peer is shows only
 * in the authentication that follows, which is bound to both certificates. Any thread.
 *
 * <p>A connection keeps the certificate it began with. The native half of a context that is no longer used is freed by the
 * codec when the last of its connections has ended and its Java object was finalized; there is no other way to free it.
 */
final class Tls {

    /** The application protocol (ALPN) both ends must name. */
    static final String PROTOCOL = "barrel-p2p/1";

    private static final AttributeKey<Contexts> BEGAN_WITH = AttributeKey.valueOf(Tls.class, "contexts");

    private volatile Contexts contexts;

    /** One certificate in both roles. Compared by identity. */
    private static final class Contexts {

        private final QuicSslContext server;
        private final QuicSslContext client;

        Contexts(QuicSslContext server, QuicSslContext client) {
            this.server = server;
            this.client = client;
        }
    }

    Tls(PrivateKey key, X509Certificate certificate) {
        contexts = contexts(key, certificate);
    }

    /** Takes another certificate for every connection that begins from now on. */
    void use(PrivateKey key, X509Certificate certificate) {
        contexts = contexts(key, certificate);
    }

    private static Contexts contexts(PrivateKey key, X509Certificate certificate) {
        QuicSslContext server = QuicSslContextBuilder.forServer(key, null, certificate)
                .trustManager(new AnyCertificate())
                .clientAuth(ClientAuth.REQUIRE)
                .applicationProtocols(PROTOCOL)
                .earlyData(false)
                .build();
        QuicSslContext client = QuicSslContextBuilder.forClient()
                .keyManager(key, null, certificate)
                .trustManager(new AnyCertificate())
                .applicationProtocols(PROTOCOL)
                .earlyData(false)
                .build();
        return new Contexts(server, client);
    }

    /** The TLS half of a connection that the peer dialled. */
    QuicSslEngine server(QuicChannel channel) {
        return begin(channel).server.newEngine(channel.alloc());
    }

    /** The TLS half of a connection that is dialled. */
    QuicSslEngine client(QuicChannel channel) {
        return begin(channel).client.newEngine(channel.alloc());
    }

    private Contexts begin(QuicChannel channel) {
        Contexts current = contexts;
        channel.attr(BEGAN_WITH).set(current);
        return current;
    }

    /** Whether another certificate was taken since that connection began. */
    boolean isOutdated(QuicChannel channel) {
        return channel.attr(BEGAN_WITH).get() != contexts;
    }

    /** DER of the certificate this end presented; null if there is none. */
    static byte @Nullable [] localCertificate(@Nullable SSLEngine engine) {
        return engine == null ? null : first(engine.getSession().getLocalCertificates());
    }

    /** DER of the certificate the peer presented; null if there is none. */
    static byte @Nullable [] peerCertificate(@Nullable SSLEngine engine) {
        if (engine == null) {
            return null;
        }
        SSLSession session = engine.getSession();
        try {
            return first(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            // The handshake that is handed null fails as channel_binding_failed.
            return null;
        }
    }

    private static byte @Nullable [] first(Certificate @Nullable [] chain) {
        if (chain == null || chain.length == 0) {
            return null;
        }
        try {
            return chain[0].getEncoded();
        } catch (CertificateEncodingException e) {
            // As above: without the bytes there is no binding.
            return null;
        }
    }

    /** Takes every certificate that could be parsed. */
    private static final class AnyCertificate extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
