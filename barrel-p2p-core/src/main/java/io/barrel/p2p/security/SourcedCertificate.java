package io.barrel.p2p.security;

/** A certificate that comes from a {@link CertificateSource}: it is not on this node's disk, and renewed elsewhere. */
final class SourcedCertificate implements CertificateHolder {

    private final CertificateSource source;
    private volatile NodeCertificate certificate;

    SourcedCertificate(CertificateSource source) {
        this.source = source;
        this.certificate = source.current();
    }

    @Override
    public NodeCertificate certificate() {
        return certificate;
    }

    void replace(NodeCertificate next) {
        certificate = next;
    }

    @Override
    public RotationResult rotate() {
        throw madeElsewhere();
    }

    @Override
    public RotationResult rollback() {
        throw madeElsewhere();
    }

    private IllegalStateException madeElsewhere() {
        return new IllegalStateException("The certificate comes from " + source.origin() + ": renew it there");
    }
}
