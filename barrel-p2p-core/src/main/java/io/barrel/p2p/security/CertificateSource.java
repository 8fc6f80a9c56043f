package io.barrel.p2p.security;

import java.util.function.Consumer;

/**
 * Where a node's TLS certificate comes from, if not from a directory of its own: it is made and renewed there, and the node takes
 * each new one without a restart. Safe for use by any thread.
 */
public interface CertificateSource {

    /** The certificate to use now: the newest that can be used. No other node may use it. Must not block. */
    NodeCertificate current();

    /**
     * Calls a listener with every later certificate until the registration is closed, on any thread but a node's loop. One that
     * cannot be used is not passed on; the source logs it.
     */
    Registration onChange(Consumer<NodeCertificate> listener);

    /** Where a certificate is renewed, as the end of a sentence: "the SSL bundle 'node'". No secret. */
    String origin();

    /** A listener that is told until it is closed. */
    interface Registration extends AutoCloseable {

        @Override
        void close();
    }
}
