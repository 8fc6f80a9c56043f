package io.barrel.p2p.security;

import java.io.IOException;

/** Has the certificate in force. Reads may be done by any thread; changes by one at a time. */
sealed interface CertificateHolder permits CertificateKeys, SourcedCertificate {

    /** The certificate in force. */
    NodeCertificate certificate();

    /**
     * Makes another and puts it in force.
     *
     * @throws IllegalStateException if certificates are made elsewhere
     * @throws IOException if it could not be written; the one before stays
     */
    RotationResult rotate() throws IOException;

    /**
     * Puts the one that was replaced last in force.
     *
     * @throws IllegalStateException if there is none, or certificates are made elsewhere
     * @throws IOException if it could not be written; the one before stays
     */
    RotationResult rollback() throws IOException;
}
