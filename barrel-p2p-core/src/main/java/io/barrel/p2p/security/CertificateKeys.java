package io.barrel.p2p.security;

import io.barrel.p2p.security.KeyPairFiles.Pair;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * The TLS certificate of a node on disk: {@code node.key} and {@code node.crt} (PEM). Reads may be done by any thread; changes
 * block on the disk and are not safe for use by several threads.
 */
final class CertificateKeys implements CertificateHolder {

    private static final int MAX_FILE = 65_536;

    private final KeyPairFiles files;
    private final NodeId node;
    private final Clock clock;
    private final SecureRandom random;
    private volatile NodeCertificate certificate;

    /**
     * Loads the pair or makes one.
     *
     * @param files recovered
     * @param node the subject of new certificates
     */
    CertificateKeys(KeyPairFiles files, NodeId node, Clock clock, SecureRandom random) {
        this.files = files;
        this.node = node;
        this.clock = clock;
        this.random = random;
        this.certificate = parse(files.loadOrCreate("certificate", () -> pair(generate())));
    }

    static KeyPairFiles files(SecureFiles secureFiles, Path directory) {
        return new KeyPairFiles(secureFiles, directory, "node.key", "node.crt", MAX_FILE);
    }

    private NodeCertificate parse(Pair pair) {
        PrivateKey privateKey = parsed(files.secretFile(), () -> NodeCertificate.parsePrivateKey(pair.secret()));
        X509Certificate x509 = parsed(files.openFile(), () -> NodeCertificate.parseCertificate(pair.open()));
        NodeCertificate joined = NodeCertificate.join(privateKey, x509);
        if (joined == null) {
            throw files.mismatch("certificate");
        }
        return joined;
    }

    private <T> T parsed(Path file, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (MalformedInputException e) {
            throw files.damaged(file, String.valueOf(e.getMessage()), e);
        }
    }

    private NodeCertificate generate() {
        return NodeCertificate.generate(node, clock.instant(), NodeCertificate.DEFAULT_VALIDITY, random);
    }

    private static Pair pair(NodeCertificate certificate) {
        return new Pair(certificate.privateKeyPem(), certificate.certificatePem());
    }

    @Override
    public NodeCertificate certificate() {
        return certificate;
    }

    @Override
    public RotationResult rotate() throws IOException {
        return replace(generate());
    }

    @Override
    public RotationResult rollback() throws IOException {
        return replace(parse(files.replacedBy(pair(certificate))));
    }

    private RotationResult replace(NodeCertificate next) throws IOException {
        Path backup = files.rotate(pair(next), clock.instant());
        certificate = next;
        return new RotationResult(files.secretFile(), files.openFile(), backup, next.fingerprint(), false);
    }
}
