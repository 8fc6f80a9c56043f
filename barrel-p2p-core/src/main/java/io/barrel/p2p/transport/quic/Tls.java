package io.barrel.p2p.transport.quic;

import io.netty.handler.ssl.ClientAuth;
import io.netty.incubator.codec.quic.QuicSslContext;
import io.netty.incubator.codec.quic.QuicSslContextBuilder;
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
 * in the authentication that follows, which is bound to both certificates.
 */
final class Tls {

    /** The application protocol (ALPN) both ends must name. */
    static final String PROTOCOL = "barrel-p2p/1";

    private final QuicSslContext server;
    private final QuicSslContext client;

    Tls(PrivateKey key, X509Certificate certificate) {
        server = QuicSslContextBuilder.forServer(key, null, certificate)
                .trustManager(new AnyCertificate())
                .clientAuth(ClientAuth.REQUIRE)
                .applicationProtocols(PROTOCOL)
                .earlyData(false)
                .build();
        client = QuicSslContextBuilder.forClient()
                .keyManager(key, null, certificate)
                .trustManager(new AnyCertificate())
                .applicationProtocols(PROTOCOL)
                .earlyData(false)
                .build();
    }

    QuicSslContext server() {
        return server;
    }

    QuicSslContext client() {
        return client;
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
