package io.barrel.p2p.security;

import static io.barrel.p2p.security.DirectoryAssertions.assertNothingIsLeftOver;
import static io.barrel.p2p.security.DirectoryAssertions.assertNothingIsOpenToOthers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.barrel.p2p.security.DyingSteps.Death;
import io.barrel.p2p.security.DyingSteps.Died;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A crash between any two steps leaves the old or the new pair, never a mix, a permissive file or a leftover. */
@Tag("long")
class RotationCrashTests {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final NodeId NODE = NodeId.of("orders@host-1");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SEEDS = 10;

    @TempDir(factory = FastTempDir.class)
    Path root;

    private int runs;
    private Path template = Path.of("");

    @BeforeAll
    static void quiet() {
        ((Logger) LoggerFactory.getLogger(KeyPairFiles.class)).setLevel(Level.WARN);
        ((Logger) LoggerFactory.getLogger(NodeKeys.class)).setLevel(Level.WARN);
    }

    @AfterAll
    static void loud() {
        ((Logger) LoggerFactory.getLogger(KeyPairFiles.class)).setLevel(null);
        ((Logger) LoggerFactory.getLogger(NodeKeys.class)).setLevel(null);
    }

    @BeforeEach
    void makeKeysOnce() throws IOException {
        template = empty();
        NodeKeys keys = open(template, DyingSteps.immortal());
        keys.rotateIdentity();
        keys.rotateCertificate();
    }

    private enum Rotation {
        IDENTITY,
        CERTIFICATE,
        IDENTITY_BACK,
        CERTIFICATE_BACK;

        RotationResult run(NodeKeys keys) {
            return switch (this) {
                case IDENTITY -> keys.rotateIdentity();
                case CERTIFICATE -> keys.rotateCertificate();
                case IDENTITY_BACK -> keys.rollbackIdentity();
                case CERTIFICATE_BACK -> keys.rollbackCertificate();
            };
        }

        boolean goesBack() {
            return this == IDENTITY_BACK || this == CERTIFICATE_BACK;
        }

        boolean ofIdentity() {
            return this == IDENTITY || this == IDENTITY_BACK;
        }
    }

    private record Fingerprints(PublicKey identity, String certificate, int links) {
        static Fingerprints of(NodeKeys keys) {
            return new Fingerprints(
                    keys.identity().publicKey(),
                    keys.certificate().fingerprint(),
                    keys.identity().succession().links().size());
        }

        boolean changed(boolean ofIdentity, Fingerprints after) {
            return ofIdentity ? !identity.equals(after.identity) : !certificate.equals(after.certificate);
        }
    }

    private static NodeKeys open(Path data, SecureFiles files) {
        return NodeKeys.open(data.resolve("keys"), data.resolve("quic"), NODE, CLOCK, RANDOM, files);
    }

    private Path empty() {
        Path data = root.resolve(Integer.toString(runs++));
        DyingSteps.immortal().openDirectory(data);
        return data;
    }

    /** A directory with keys. */
    private Path fresh() throws IOException {
        Path data = root.resolve(Integer.toString(runs++));
        for (Path path : DirectoryAssertions.tree(template)) {
            Files.copy(path, data.resolve(template.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
        }
        return data;
    }

    private static boolean dies(Runnable action) {
        return catchThrowableOfType(Died.class, action::run) != null;
    }

    /** Rotates until death at that step; null if it lived. */
    private @Nullable Fingerprints rotateUntilDeath(Path data, Rotation rotation, int step, Death death, int seed)
            throws IOException {
        Fingerprints before = Fingerprints.of(open(data, DyingSteps.immortal()));
        NodeKeys keys = open(data, new SecureFiles(new DyingSteps(step, death, seed)));
        boolean died = dies(() -> rotation.run(keys));
        assertNothingIsOpenToOthers(data);
        return died ? before : null;
    }

    /** Whether the new pair is in force. */
    private static boolean recovered(Path data, Rotation rotation, Fingerprints before) throws IOException {
        NodeKeys keys = open(data, DyingSteps.immortal());
        Fingerprints after = Fingerprints.of(keys);
        assertNothingIsLeftOver(data);
        assertNothingIsOpenToOthers(data);
        assertBackupsAreComplete(data.resolve("keys"), "node.pub");
        assertBackupsAreComplete(data.resolve("quic"), "node.crt");
        assertThat(before.changed(!rotation.ofIdentity(), after)).isFalse();
        assertThat(Fingerprints.of(open(data, DyingSteps.immortal()))).isEqualTo(after);
        if (before.changed(true, after)) {
            assertThat(keys.identity().succession().wayFrom(NODE, before.identity(), Long.MIN_VALUE))
                    .isPresent();
        } else {
            assertThat(after.links()).isEqualTo(before.links());
        }
        return before.changed(rotation.ofIdentity(), after);
    }

    private static void assertBackupsAreComplete(Path directory, String openName) throws IOException {
        Path backups = directory.resolve("backups");
        if (Files.exists(backups)) {
            try (Stream<Path> each = Files.list(backups)) {
                assertThat(each).allSatisfy(backup -> {
                    assertThat(backup.resolve("node.key")).isNotEmptyFile();
                    assertThat(backup.resolve(openName)).isNotEmptyFile();
                });
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKilledRotationLeavesTheOldOrTheNewPair(Rotation rotation) throws IOException {
        for (Death death : List.of(Death.KILLED, Death.TORN)) {
            List<Boolean> renewed = new ArrayList<>();
            for (int step = 0; ; step++) {
                Path data = fresh();
                Fingerprints before = rotateUntilDeath(data, rotation, step, death, 0);
                if (before == null) {
                    break;
                }
                renewed.add(recovered(data, rotation, before));
            }
            // old up to the commit, new ever after
            assertThat(renewed)
                    .hasSizeGreaterThan(20)
                    .isSorted()
                    .startsWith(false)
                    .endsWith(true);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPowerFailureDuringARotationLeavesTheOldOrTheNewPair(Rotation rotation) throws IOException {
        List<Boolean> renewed = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            for (int step = 0; ; step++) {
                Path data = fresh();
                Fingerprints before = rotateUntilDeath(data, rotation, step, Death.POWER_LOST, seed * 1000 + step);
                if (before == null) {
                    break;
                }
                renewed.add(recovered(data, rotation, before));
            }
        }
        assertThat(renewed).contains(true, false);
    }

    @ParameterizedTest
    @EnumSource(names = {"IDENTITY", "CERTIFICATE"})
    void aCrashDuringRecoveryIsRecoveredFrom(Rotation rotation) throws IOException {
        AtomicInteger deaths = new AtomicInteger();
        for (Death death : List.of(Death.KILLED, Death.POWER_LOST)) {
            for (int step = 0; dieTwice(rotation, death, step, deaths); step++) {
                assertThat(step).isLessThan(1000);
            }
        }
        assertThat(deaths).hasValueGreaterThan(100);
    }

    /** Dies in the rotation at a step and then in the recovery at every step; false if the rotation has no such step. */
    private boolean dieTwice(Rotation rotation, Death death, int step, AtomicInteger deaths) throws IOException {
        for (int recoveryStep = 0; ; recoveryStep++) {
            Path data = fresh();
            int seed = step * 1000 + recoveryStep;
            Fingerprints before = rotateUntilDeath(data, rotation, step, death, seed);
            if (before == null) {
                return false;
            }
            SecureFiles dying = new SecureFiles(new DyingSteps(recoveryStep, death, seed));
            boolean died = dies(() -> open(data, dying));
            assertNothingIsOpenToOthers(data);
            recovered(data, rotation, before);
            if (!died) {
                return true;
            }
            deaths.incrementAndGet();
        }
    }

    @Test
    void aCrashDuringTheFirstStartIsRecoveredFrom() throws IOException {
        int deaths = 0;
        for (Death death : Death.values()) {
            boolean died = true;
            for (int step = 0; died; step++) {
                Path data = empty();
                SecureFiles dying = new SecureFiles(new DyingSteps(step, death, step));
                died = dies(() -> open(data, dying));
                assertNothingIsOpenToOthers(data);
                Fingerprints after = Fingerprints.of(open(data, DyingSteps.immortal()));
                assertThat(Fingerprints.of(open(data, DyingSteps.immortal()))).isEqualTo(after);
                assertNothingIsLeftOver(data);
                assertNothingIsOpenToOthers(data);
                deaths += died ? 1 : 0;
            }
        }
        assertThat(deaths).isGreaterThan(60);
    }

    @ParameterizedTest
    @EnumSource
    void aStepThatFailsOnceLeavesTheOldPairInFilesAndMemory(Rotation rotation) throws IOException {
        int failed = 0;
        int committed = 0;
        for (int step = 0; ; step++) {
            Path data = fresh();
            Fingerprints before = Fingerprints.of(open(data, DyingSteps.immortal()));
            AtomicInteger failures = new AtomicInteger();
            NodeKeys keys = open(data, FailingSteps.failingAt(step, false, failures));
            UncheckedIOException thrown = catchThrowableOfType(UncheckedIOException.class, () -> rotation.run(keys));
            if (failures.get() == 0) {
                break;
            }
            assertThat(thrown).hasMessageMatching("(?s)The (rotation|rollback) of the .*");
            assertThat(Fingerprints.of(keys)).isEqualTo(before);
            boolean renewed = recovered(data, rotation, before);
            assertThat(renewed).isEqualTo(String.valueOf(thrown.getMessage()).contains("after the next start only"));
            committed += renewed ? 1 : 0;
            failed++;
            if (renewed && rotation.goesBack()) {
                continue; // it has gone back already, as far as the files are concerned
            }
            rotation.run(keys);
            assertThat(recovered(data, rotation, before)).isTrue();
        }
        assertThat(failed).isGreaterThan(20);
        assertThat(committed).isBetween(1, 6);
    }

    @ParameterizedTest
    @EnumSource
    void aDiskThatFailsForGoodNeverMixesPairs(Rotation rotation) throws IOException {
        for (int step = 0; ; step++) {
            Path data = fresh();
            Fingerprints before = Fingerprints.of(open(data, DyingSteps.immortal()));
            AtomicInteger failures = new AtomicInteger();
            NodeKeys keys = open(data, FailingSteps.failingAt(step, true, failures));
            UncheckedIOException thrown = catchThrowableOfType(UncheckedIOException.class, () -> rotation.run(keys));
            if (failures.get() == 0) {
                assertThat(step).isGreaterThan(20);
                break;
            }
            assertThat(Fingerprints.of(keys)).isEqualTo(before);
            if (recovered(data, rotation, before)) {
                assertThat(thrown).hasMessageContaining("next start");
            }
        }
    }
}
