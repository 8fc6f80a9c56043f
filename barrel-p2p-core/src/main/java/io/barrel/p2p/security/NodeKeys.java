package io.barrel.p2p.security;

import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.error.NodeStartException.Kind;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a node on disk: its identity and its TLS certificate, each a pair of files in a directory of its own. Reads may be
 * done by any thread and never block; rotations block on the disk, one at a time. Whoever opens it must hold the lock of the
 * data directory.
 */
public final class NodeKeys implements KeyRotation {

    private static final Logger log = LoggerFactory.getLogger(NodeKeys.class);

    private final IdentityKeys identity;
    private final CertificateHolder certificate;
    private final NodeId node;

    private NodeKeys(IdentityKeys identity, CertificateHolder certificate, NodeId node) {
        this.identity = identity;
        this.certificate = certificate;
        this.node = node;
    }

    /**
     * Finishes an interrupted rotation, then loads both key pairs, making those that are missing.
     *
     * @param keyDir where the identity is
     * @param certDir where the certificate is, another directory
     * @param source where the certificate comes from instead; null for that directory
     * @param naming the node's name, which may depend on its identity; the subject of a new certificate
     * @param clock tells the time of new certificates and backups
     * @param random makes new keys
     * @throws NodeStartException if a pair is damaged, incomplete, mixed up, open to others or cannot be written
     * @throws InvalidConfigurationException if both directories are the same
     */
    public static NodeKeys open(
            Path keyDir,
            Path certDir,
            @Nullable CertificateSource source,
            Function<PublicKey, NodeId> naming,
            Clock clock,
            SecureRandom random) {
        return open(keyDir, certDir, source, naming, clock, random, new SecureFiles());
    }

    static NodeKeys open(Path keyDir, Path certDir, NodeId node, Clock clock, SecureRandom random) {
        return open(keyDir, certDir, node, clock, random, new SecureFiles());
    }

    static NodeKeys open(Path keyDir, Path certDir, NodeId node, Clock clock, SecureRandom random, SecureFiles files) {
        return open(keyDir, certDir, null, identity -> node, clock, random, files);
    }

    private static NodeKeys open(
            Path keyDir,
            Path certDir,
            @Nullable CertificateSource source,
            Function<PublicKey, NodeId> naming,
            Clock clock,
            SecureRandom random,
            SecureFiles files) {
        files.openDirectory(keyDir);
        if (source != null) {
            IdentityKeys identity = new IdentityKeys(files, keyDir, clock, random);
            return new NodeKeys(
                    identity,
                    new SourcedCertificate(source),
                    naming.apply(identity.identity().publicKey()));
        }
        files.openDirectory(certDir);
        if (sameFile(keyDir, certDir)) {
            throw new InvalidConfigurationException(
                    "tls.cert-dir",
                    certDir,
                    "is also auth.key-dir, but both keep a node.key: give them two directories");
        }
        KeyPairFiles certificateFiles = CertificateKeys.files(files, certDir);
        certificateFiles.recover();
        IdentityKeys identity = new IdentityKeys(files, keyDir, clock, random);
        NodeId node = naming.apply(identity.identity().publicKey());
        return new NodeKeys(identity, new CertificateKeys(certificateFiles, node, clock, random), node);
    }

    private static boolean sameFile(Path keyDir, Path certDir) {
        try {
            return Files.isSameFile(keyDir, certDir);
        } catch (IOException e) {
            throw new NodeStartException(
                    Kind.DIRECTORY_NOT_WRITABLE,
                    "The directories " + keyDir + " and " + certDir + " cannot be read: " + SecureFiles.reason(e) + ".",
                    "Make them readable and writable for the user the node runs as.",
                    e);
        }
    }

    /** The name that {@code naming} gave. */
    public NodeId node() {
        return node;
    }

    /** The identity in force. */
    public NodeIdentity identity() {
        return identity.identity();
    }

    /** When the file of the identity in force was written. */
    public Instant identityCreatedAt() {
        return identity.createdAt();
    }

    /** The certificate in force. */
    public NodeCertificate certificate() {
        return certificate.certificate();
    }

    /**
     * Puts a certificate in force that came from its source.
     *
     * @throws IllegalStateException if the certificate comes from the disk
     */
    public synchronized void replaceCertificate(NodeCertificate next) {
        if (!(certificate instanceof SourcedCertificate sourced)) {
            throw new IllegalStateException("The certificate of " + node + " is on its disk: rotate it");
        }
        sourced.replace(next);
        log.atInfo()
                .addKeyValue("node", node)
                .addKeyValue("fingerprint", next.fingerprint())
                .log("Took a new certificate from its source");
    }

    @Override
    public synchronized RotationResult rotateIdentity() {
        return change("rotation of the identity", "Rotated the identity", () -> identity.rotate(node));
    }

    @Override
    public synchronized RotationResult rotateCertificate() {
        return change("rotation of the certificate", "Rotated the certificate", certificate::rotate);
    }

    @Override
    public synchronized RotationResult rollbackIdentity() {
        return change("rollback of the identity", "Took the identity back", () -> identity.rollback(node));
    }

    @Override
    public synchronized RotationResult rollbackCertificate() {
        return change("rollback of the certificate", "Took the certificate back", certificate::rollback);
    }

    private RotationResult change(String what, String done, Change change) {
        RotationResult result;
        try {
            result = change.run();
        } catch (IOException e) {
            throw new UncheckedIOException("The " + what + " failed: " + e.getMessage(), e);
        } catch (NodeStartException e) {
            throw new UncheckedIOException(
                    "The " + what + " failed: " + e.getMessage(), new IOException(e.remedy(), e));
        }
        log.atInfo()
                .addKeyValue("node", node)
                .addKeyValue("fingerprint", result.fingerprint())
                .addKeyValue("backup", result.backupDir())
                .log(done);
        return result;
    }

    /** Replaces a pair of files. */
    private interface Change {
        RotationResult run() throws IOException;
    }
}
