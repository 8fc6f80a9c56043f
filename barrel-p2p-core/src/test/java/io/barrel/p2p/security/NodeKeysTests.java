package io.barrel.p2p.security;

import static io.barrel.p2p.security.DirectoryAssertions.assertNothingIsOpenToOthers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.error.NodeStartException.Kind;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class NodeKeysTests {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:34:56Z"), ZoneOffset.UTC);
    private static final NodeId NODE = NodeId.of("orders@host-1");

    @TempDir(factory = FastTempDir.class)
    Path data;

    private Path keyDir = Path.of("");
    private Path certDir = Path.of("");

    @BeforeEach
    void directories() {
        keyDir = data.resolve("keys");
        certDir = data.resolve("quic");
    }

    private NodeKeys open() {
        return NodeKeys.open(keyDir, certDir, NODE, CLOCK, new SecureRandom());
    }

    private void refuses(Kind kind, String problem, String remedy) {
        NodeStartException refused = catchThrowableOfType(NodeStartException.class, this::open);
        assertThat(refused).isNotNull().hasMessageContaining(problem).message().endsWith(".");
        assertThat(refused.kind()).isEqualTo(kind);
        assertThat(refused.remedy()).contains(remedy).endsWith(".");
    }

    @Test
    void theFirstStartMakesBothPairsForTheOwnerOnly() throws IOException {
        NodeKeys keys = open();
        assertThat(keyDir.resolve("node.key")).hasSize(32);
        assertThat(keyDir.resolve("node.pub"))
                .hasBinaryContent(keys.identity().publicKey().bytes());
        assertThat(certDir.resolve("node.key")).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(certDir.resolve("node.crt")).content().startsWith("-----BEGIN CERTIFICATE-----\n");
        assertThat(keys.certificate().x509().getSubjectX500Principal().getName())
                .isEqualTo("CN=orders@host-1");
        assertThat(keys.identityCreatedAt())
                .isEqualTo(Files.getLastModifiedTime(keyDir.resolve("node.key")).toInstant());
        assertNothingIsOpenToOthers(keyDir);
        assertNothingIsOpenToOthers(certDir);
    }

    @Test
    void theNextStartLoadsThem() {
        NodeKeys first = open();
        NodeKeys second = open();
        assertThat(second.identity().publicKey()).isEqualTo(first.identity().publicKey());
        assertThat(second.certificate().fingerprint())
                .isEqualTo(first.certificate().fingerprint());
        assertThat(second.identityCreatedAt()).isEqualTo(first.identityCreatedAt());
    }

    @Test
    void aRotatedIdentityIsInForceAtOnce() throws IOException {
        NodeKeys keys = open();
        byte[] oldKey = Files.readAllBytes(keyDir.resolve("node.key"));
        PublicKey oldPublic = keys.identity().publicKey();
        RotationResult result = keys.rotateIdentity();
        Path backup = keyDir.resolve("backups/20260301T123456Z");
        assertThat(keys.identity().publicKey()).isNotEqualTo(oldPublic);
        assertThat(result)
                .isEqualTo(new RotationResult(
                        keyDir.resolve("node.key"),
                        keyDir.resolve("node.pub"),
                        backup,
                        keys.identity().publicKey().fingerprint(),
                        false));
        assertThat(backup.resolve("node.key")).hasBinaryContent(oldKey);
        assertThat(backup.resolve("node.pub")).hasBinaryContent(oldPublic.bytes());
        assertThat(open().identity().publicKey()).isEqualTo(keys.identity().publicKey());
        assertNothingIsOpenToOthers(keyDir);
    }

    @Test
    void aRotatedCertificateIsInForceAtOnceAndAfterARestart() {
        NodeKeys keys = open();
        String old = keys.certificate().fingerprint();
        RotationResult result = keys.rotateCertificate();
        assertThat(result.restartRequired()).isFalse();
        assertThat(keys.certificate().fingerprint())
                .isEqualTo(result.fingerprint())
                .isNotEqualTo(old);
        assertThat(open().certificate().fingerprint()).isEqualTo(result.fingerprint());
        assertThat(result.certFile()).isEqualTo(certDir.resolve("node.crt"));
    }

    @Test
    void aCertificateOnTheDiskIsReplacedByRotationsOnly() {
        NodeKeys keys = open();
        NodeCertificate before = keys.certificate();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> keys.replaceCertificate(NodeCertificate.generate(
                        NODE, CLOCK.instant(), NodeCertificate.DEFAULT_VALIDITY, new SecureRandom())));
        assertThat(keys.certificate()).isSameAs(before);
    }

    @Test
    void twoRotationsInOneSecondHaveTwoBackups() {
        NodeKeys keys = open();
        keys.rotateIdentity();
        assertThat(keys.rotateIdentity().backupDir()).isEqualTo(keyDir.resolve("backups/20260301T123456Z-2"));
        assertThat(keys.rotateIdentity().backupDir()).isEqualTo(keyDir.resolve("backups/20260301T123456Z-3"));
        assertThat(keys.rotateCertificate().backupDir()).isEqualTo(certDir.resolve("backups/20260301T123456Z"));
    }

    @Test
    void copyingABackupBackRollsARotationBack() throws IOException {
        NodeKeys keys = open();
        PublicKey old = keys.identity().publicKey();
        Path backup = keys.rotateIdentity().backupDir();
        for (String name : List.of("node.key", "node.pub")) {
            Files.copy(backup.resolve(name), keyDir.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(open().identity().publicKey()).isEqualTo(old);
    }

    @Test
    void aRollbackGoesBackToThePairReplacedLast() {
        NodeKeys keys = open();
        PublicKey first = keys.identity().publicKey();
        String firstCertificate = keys.certificate().fingerprint();
        keys.rotateIdentity();
        PublicKey second = keys.identity().publicKey();
        keys.rotateCertificate();

        assertThat(keys.rollbackIdentity().fingerprint()).isEqualTo(first.fingerprint());
        assertThat(keys.identity().publicKey()).isEqualTo(first);
        assertThat(keys.rollbackCertificate().fingerprint()).isEqualTo(firstCertificate);
        assertThat(open().identity().publicKey()).isEqualTo(first);
        assertThat(open().certificate().fingerprint()).isEqualTo(firstCertificate);

        keys.rollbackIdentity();
        assertThat(keys.identity().publicKey()).as("a rollback of the rollback").isEqualTo(second);
    }

    @Test
    void rotationsAndRollbacksExtendTheSuccession() {
        NodeKeys keys = open();
        PublicKey first = keys.identity().publicKey();
        keys.rotateIdentity();
        keys.rollbackIdentity();
        keys.rotateIdentity();

        SuccessionChain chain = open().identity().succession();
        assertThat(chain.links()).hasSize(3).allMatch(link -> link.isSigned(keys.node()));
        assertThat(chain.links().get(0).oldKey()).isEqualTo(first);
        assertThat(chain.last().newKey()).isEqualTo(keys.identity().publicKey());
    }

    @Test
    void thereMustBeSomethingToGoBackTo() {
        NodeKeys keys = open();
        assertThatIllegalStateException()
                .isThrownBy(keys::rollbackIdentity)
                .withMessageContaining(keyDir.resolve("backups").toString());
        assertThatIllegalStateException()
                .isThrownBy(keys::rollbackCertificate)
                .withMessageContaining(certDir.resolve("backups").toString());
    }

    @Test
    void aDamagedBackupIsNotGoneBackTo() throws IOException {
        NodeKeys keys = open();
        Path backup = keys.rotateIdentity().backupDir();
        PublicKey current = keys.identity().publicKey();
        Files.write(backup.resolve("node.pub"), new byte[32]);

        assertThatThrownBy(keys::rollbackIdentity)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("does not belong to the private key");
        assertThat(keys.identity().publicKey()).isEqualTo(current);
        assertThat(open().identity().publicKey()).isEqualTo(current);
    }

    @Test
    void aRotationIsLoggedWithItsFingerprintAndNoSecret() throws IOException {
        NodeKeys keys = open();
        Logger logger = (Logger) LoggerFactory.getLogger(NodeKeys.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        RotationResult result = keys.rotateIdentity();
        logger.detachAppender(appender);
        String secret = HexFormat.of().formatHex(Files.readAllBytes(keyDir.resolve("node.key")));
        assertThat(appender.list).singleElement().satisfies(event -> {
            assertThat(event.getFormattedMessage()).isEqualTo("Rotated the identity");
            assertThat(event.getKeyValuePairs().toString())
                    .contains("fingerprint=\"" + result.fingerprint() + "\"")
                    .doesNotContain(secret);
        });
        assertThat(keys.identity().toString()).doesNotContain(secret);
    }

    @Test
    void aPublicKeyOfAnotherPairIsRefused() throws IOException {
        open();
        Files.write(
                keyDir.resolve("node.pub"),
                NodeIdentity.generate(new SecureRandom()).publicKey().bytes());
        refuses(
                Kind.KEY_PAIR_MISMATCH,
                "The public key " + keyDir.resolve("node.pub") + " does not belong to the private key "
                        + keyDir.resolve("node.key"),
                keyDir.resolve("backups").toString());
    }

    @Test
    void aCertificateOfAnotherPairIsRefused() throws IOException {
        open().rotateCertificate();
        Files.copy(
                certDir.resolve("backups/20260301T123456Z/node.crt"),
                certDir.resolve("node.crt"),
                StandardCopyOption.REPLACE_EXISTING);
        refuses(
                Kind.KEY_PAIR_MISMATCH,
                "The certificate " + certDir.resolve("node.crt") + " does not belong to the private key "
                        + certDir.resolve("node.key"),
                "Restore both files of the pair");
    }

    @Test
    void keysOfAWrongSizeAreRefused() throws IOException {
        open();
        byte[] key = Files.readAllBytes(keyDir.resolve("node.key"));
        Files.write(keyDir.resolve("node.key"), new byte[31]);
        refuses(Kind.UNREADABLE_FILE, "a raw Ed25519 private key has 32 bytes, it has 31", "Restore both files");
        Files.write(keyDir.resolve("node.key"), new byte[0]);
        refuses(Kind.UNREADABLE_FILE, "it has 0", "Restore both files");
        Files.write(keyDir.resolve("node.key"), new byte[2000]);
        refuses(Kind.UNREADABLE_FILE, "it holds more than 1024 bytes", "restore it");
        Files.write(keyDir.resolve("node.key"), key);
        Files.write(keyDir.resolve("node.pub"), new byte[44]);
        refuses(Kind.UNREADABLE_FILE, "a raw Ed25519 public key has 32 bytes, it has 44", "Restore both files");
    }

    @Test
    void damagedCertificateFilesAreRefused() throws IOException {
        open();
        byte[] key = Files.readAllBytes(certDir.resolve("node.key"));
        Files.write(certDir.resolve("node.key"), "nonsense".getBytes(StandardCharsets.US_ASCII));
        refuses(Kind.UNREADABLE_FILE, certDir.resolve("node.key") + " is damaged: no block between", "Restore both");
        Files.write(certDir.resolve("node.key"), Pem.encode("PRIVATE KEY", new byte[50]));
        refuses(Kind.UNREADABLE_FILE, "is damaged: the block is not a PKCS#8 EC private key", "Restore both");
        Files.write(certDir.resolve("node.key"), key);
        Files.write(certDir.resolve("node.crt"), Pem.encode("CERTIFICATE", new byte[50]));
        refuses(
                Kind.UNREADABLE_FILE,
                certDir.resolve("node.crt") + " is damaged: the block is not an X.509 certificate",
                "Restore both");
    }

    @Test
    void halfAPairIsNeverMadeAnew() throws IOException {
        open();
        for (Path directory : List.of(keyDir, certDir)) {
            String openName = directory.equals(keyDir) ? "node.pub" : "node.crt";
            for (String missing : List.of("node.key", openName)) {
                Path file = directory.resolve(missing);
                byte[] content = Files.readAllBytes(file);
                Files.delete(file);
                refuses(
                        Kind.KEY_PAIR_MISMATCH,
                        "is there, but its other half " + file + " is missing",
                        "Restore " + missing);
                assertThat(file).doesNotExist();
                DyingSteps.immortal().write(file, content);
            }
        }
        assertThat(open().identity()).isNotNull();
    }

    @Test
    void aSecretOpenToOthersIsRefused() throws IOException {
        open();
        for (Path directory : List.of(keyDir, certDir)) {
            Path file = directory.resolve("node.key");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            refuses(
                    Kind.TOO_PERMISSIVE,
                    "The secret file " + file + " is open to others: its mode is 0644",
                    "chmod 600 '" + file + "'");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void oneDirectoryForBothPairsIsRefused() {
        certDir = keyDir;
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(this::open)
                .withMessage("tls.cert-dir=" + keyDir
                        + " is also auth.key-dir, but both keep a node.key: give them two directories");
    }

    @Test
    void aDamagedJournalIsRefusedAndLeftAlone() throws IOException {
        open();
        Files.write(keyDir.resolve("rotation.journal"), new byte[20]);
        refuses(
                Kind.UNREADABLE_FILE,
                keyDir.resolve("rotation.journal") + " is damaged: it is not a rotation journal of version 1",
                "delete the journal");
        assertThat(keyDir.resolve("rotation.journal")).exists();
    }

    @Test
    void aJournalWhoseNewPairIsGoneIsRefusedAndChangesNothing() throws IOException {
        NodeKeys keys = open();
        RotationJournal journal = new RotationJournal("0".repeat(64), "1".repeat(64), "20260301T123456Z");
        Files.write(keyDir.resolve("rotation.journal"), journal.encode());
        refuses(
                Kind.UNREADABLE_FILE,
                "cannot be finished: the new node.key or node.pub is gone or damaged",
                "Copy the pair in " + keyDir.resolve("backups/20260301T123456Z"));
        Files.delete(keyDir.resolve("rotation.journal"));
        assertThat(open().identity().publicKey()).isEqualTo(keys.identity().publicKey());
    }
}
