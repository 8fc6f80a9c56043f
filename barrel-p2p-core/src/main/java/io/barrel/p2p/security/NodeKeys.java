package io.barrel.p2p.security;

import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.error.NodeStartException.Kind;
import io.barrel.p2p.security.KeyPairFiles.Pair;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a node on disk: its identity as {@code node.key} and {@code node.pub} (32 raw bytes each, RFC 8032), its TLS
 * certificate as {@code node.key} and {@code node.crt} (PEM). Reads may be done by any thread and never block; rotations
 * block on the disk, one at a time. Whoever opens it must hold the lock of the data directory.
 */
public final class NodeKeys implements KeyRotation {

    private static final Logger log = LoggerFactory.getLogger(NodeKeys.class);
    private static final int MAX_IDENTITY_FILE = 1024;
    private static final int MAX_CERTIFICATE_FILE = 65_536;
    private static final Duration EXPIRES_SOON = Duration.ofDays(30);

    private final KeyPairFiles identityFiles;
    private final KeyPairFiles certificateFiles;
    private final NodeId node;
    private final Clock clock;
    private final SecureRandom random;
    private final NodeCertificate certificate;
    private volatile Current identity;

    /** An identity and when its file was written, published together. */
    private record Current(NodeIdentity identity, Instant createdAt) {}

    private NodeKeys(
            KeyPairFiles identityFiles,
            KeyPairFiles certificateFiles,
            Function<PublicKey, NodeId> naming,
            Clock clock,
            SecureRandom random) {
        this.identityFiles = identityFiles;
        this.certificateFiles = certificateFiles;
        this.clock = clock;
        this.random = random;
        identityFiles.recover();
        certificateFiles.recover();
        this.identity = current(parseIdentity(loadOrCreate(identityFiles, "identity", this::newIdentity)));
        this.node = naming.apply(identity.identity().publicKey());
        this.certificate = parseCertificate(loadOrCreate(certificateFiles, "certificate", this::newCertificate));
    }

    /**
     * Finishes an interrupted rotation, then loads both key pairs, making those that are missing.
     *
     * @param keyDir where the identity is
     * @param certDir where the certificate is, another directory
     * @param naming the node's name, which may depend on its identity; the subject of a new certificate
     * @param clock tells the time of new certificates and backups
     * @param random makes new keys
     * @throws NodeStartException if a pair is damaged, incomplete, mixed up, open to others or cannot be written
     * @throws InvalidConfigurationException if both directories are the same
     */
    public static NodeKeys open(
            Path keyDir, Path certDir, Function<PublicKey, NodeId> naming, Clock clock, SecureRandom random) {
        return open(keyDir, certDir, naming, clock, random, new SecureFiles());
    }

    static NodeKeys open(Path keyDir, Path certDir, NodeId node, Clock clock, SecureRandom random) {
        return open(keyDir, certDir, node, clock, random, new SecureFiles());
    }

    static NodeKeys open(Path keyDir, Path certDir, NodeId node, Clock clock, SecureRandom random, SecureFiles files) {
        return open(keyDir, certDir, identity -> node, clock, random, files);
    }

    private static NodeKeys open(
            Path keyDir,
            Path certDir,
            Function<PublicKey, NodeId> naming,
            Clock clock,
            SecureRandom random,
            SecureFiles files) {
        files.openDirectory(keyDir);
        files.openDirectory(certDir);
        if (sameFile(keyDir, certDir)) {
            throw new InvalidConfigurationException(
                    "tls.cert-dir",
                    certDir,
                    "is also auth.key-dir, but both keep a node.key: give them two directories");
        }
        NodeKeys keys = new NodeKeys(
                new KeyPairFiles(files, keyDir, "node.key", "node.pub", MAX_IDENTITY_FILE),
                new KeyPairFiles(files, certDir, "node.key", "node.crt", MAX_CERTIFICATE_FILE),
                naming,
                clock,
                random);
        keys.warnOfExpiry();
        return keys;
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

    private Pair loadOrCreate(KeyPairFiles files, String what, Supplier<Pair> fresh) {
        Optional<Pair> loaded = files.load();
        if (loaded.isPresent()) {
            return loaded.get();
        }
        Pair pair = fresh.get();
        try {
            files.create(pair);
        } catch (IOException e) {
            throw new NodeStartException(
                    Kind.DIRECTORY_NOT_WRITABLE,
                    "The new " + what + " cannot be written to "
                            + files.secretFile().getParent() + ": " + SecureFiles.reason(e) + ".",
                    "Make the directory writable for the user the node runs as, or configure another one.",
                    e);
        }
        log.atInfo().addKeyValue("file", files.openFile()).log("Made a new {}", what);
        return pair;
    }

    private Pair newIdentity() {
        return pair(NodeIdentity.generate(random));
    }

    private static Pair pair(NodeIdentity identity) {
        return new Pair(identity.seed(), identity.publicKey().bytes());
    }

    private Pair newCertificate() {
        return pair(generateCertificate());
    }

    private static Pair pair(NodeCertificate certificate) {
        return new Pair(certificate.privateKeyPem(), certificate.certificatePem());
    }

    private NodeCertificate generateCertificate() {
        return NodeCertificate.generate(node, clock.instant(), NodeCertificate.DEFAULT_VALIDITY, random);
    }

    private NodeIdentity parseIdentity(Pair pair) {
        requireLength(identityFiles.secretFile(), "private", pair.secret(), NodeIdentity.SEED_LENGTH);
        requireLength(identityFiles.openFile(), "public", pair.open(), PublicKey.LENGTH);
        NodeIdentity loaded = NodeIdentity.ofSeed(pair.secret());
        if (!Arrays.equals(loaded.publicKey().bytes(), pair.open())) {
            throw mismatch(identityFiles, "public key");
        }
        return loaded;
    }

    private static void requireLength(Path file, String kind, byte[] content, int length) {
        if (content.length != length) {
            throw new NodeStartException(
                    Kind.UNREADABLE_FILE,
                    "The file " + file + " is damaged: a raw Ed25519 " + kind + " key has " + length + " bytes, it has "
                            + content.length + ".",
                    restore(file),
                    null);
        }
    }

    private NodeCertificate parseCertificate(Pair pair) {
        PrivateKey privateKey =
                parsed(certificateFiles.secretFile(), () -> NodeCertificate.parsePrivateKey(pair.secret()));
        X509Certificate x509 = parsed(certificateFiles.openFile(), () -> NodeCertificate.parseCertificate(pair.open()));
        NodeCertificate joined = NodeCertificate.join(privateKey, x509);
        if (joined == null) {
            throw mismatch(certificateFiles, "certificate");
        }
        return joined;
    }

    private static <T> T parsed(Path file, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (MalformedInputException e) {
            throw new NodeStartException(
                    Kind.UNREADABLE_FILE,
                    "The file " + file + " is damaged: " + e.getMessage() + ".",
                    restore(file),
                    e);
        }
    }

    private static NodeStartException mismatch(KeyPairFiles files, String what) {
        return new NodeStartException(
                Kind.KEY_PAIR_MISMATCH,
                "The " + what + " " + files.openFile() + " does not belong to the private key " + files.secretFile()
                        + ".",
                restore(files.openFile()),
                null);
    }

    private static String restore(Path file) {
        return "Restore both files of the pair from one directory in " + file.resolveSibling("backups")
                + " or from your own backup; or, to start with a new pair that peers do not know yet, move both away.";
    }

    private Current current(NodeIdentity loaded) {
        Path file = identityFiles.secretFile();
        try {
            return new Current(loaded, Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            throw new NodeStartException(
                    Kind.UNREADABLE_FILE,
                    "The time of " + file + " cannot be read: " + SecureFiles.reason(e) + ".",
                    "Make the file readable for the user the node runs as.",
                    e);
        }
    }

    private void warnOfExpiry() {
        Instant end = certificate.x509().getNotAfter().toInstant();
        if (end.isBefore(clock.instant().plus(EXPIRES_SOON))) {
            log.atWarn().addKeyValue("node", node).log("The TLS certificate ends at {}: rotate it and restart", end);
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

    /** The certificate that was loaded; a rotation does not change it. */
    public NodeCertificate certificate() {
        return certificate;
    }

    @Override
    public synchronized RotationResult rotateIdentity() {
        NodeIdentity next = NodeIdentity.generate(random);
        Path backup = rotate(identityFiles, pair(next), "identity");
        identity = new Current(next, clock.instant());
        return rotated("identity", identityFiles, backup, next.publicKey().fingerprint(), false);
    }

    @Override
    public synchronized RotationResult rotateCertificate() {
        NodeCertificate next = generateCertificate();
        Path backup = rotate(certificateFiles, pair(next), "certificate");
        return rotated("certificate", certificateFiles, backup, next.fingerprint(), true);
    }

    private Path rotate(KeyPairFiles files, Pair pair, String what) {
        try {
            return files.rotate(pair, clock.instant());
        } catch (IOException e) {
            throw new UncheckedIOException("The rotation of the " + what + " failed: " + e.getMessage(), e);
        }
    }

    private RotationResult rotated(String what, KeyPairFiles files, Path backup, String fingerprint, boolean restart) {
        log.atInfo()
                .addKeyValue("node", node)
                .addKeyValue("fingerprint", fingerprint)
                .addKeyValue("backup", backup)
                .log("Rotated the {}{}", what, restart ? "; it is used after a restart" : "");
        return new RotationResult(files.secretFile(), files.openFile(), backup, fingerprint, restart);
    }
}
