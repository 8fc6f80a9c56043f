package io.barrel.p2p.security;

import static io.barrel.p2p.security.DirectoryAssertions.assertNothingIsLeftOver;
import static io.barrel.p2p.security.DirectoryAssertions.assertNothingIsOpenToOthers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.barrel.p2p.security.DyingSteps.Death;
import io.barrel.p2p.security.DyingSteps.Died;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A crash between any two steps of a change leaves the pins before it or after it. */
class TrustStoreCrashTests {

    private static final Clock EARLIER = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final Clock LATER = Clock.fixed(Instant.parse("2026-03-02T12:00:00Z"), ZoneOffset.UTC);
    private static final NodeId PINNED = NodeId.of("orders@host-1");
    private static final NodeId HASHED = NodeId.of("Orders@Host-1");
    private static final NodeId STRANGER = NodeId.of("Billing@host-2");
    private static final int SEEDS = 30;

    @TempDir(factory = FastTempDir.class)
    Path root;

    private int runs;

    private enum Change {
        PIN_NEW,
        PIN_NEW_WITH_HASHED_FILE,
        REPLACE,
        REMOVE,
        REMOVE_WITH_HASHED_FILE;

        void run(FileTrustStore store) {
            if (this == PIN_NEW) {
                store.pin(NodeId.of("billing@host-2"), key(9), Pin.Source.TOFU);
            } else if (this == PIN_NEW_WITH_HASHED_FILE) {
                store.pin(STRANGER, key(9), Pin.Source.TOFU);
            } else if (this == REPLACE) {
                store.pin(PINNED, key(9), Pin.Source.OPERATOR);
            } else {
                assertThat(store.remove(this == REMOVE ? PINNED : HASHED)).isTrue();
            }
        }
    }

    private static PublicKey key(int fill) {
        byte[] raw = new byte[PublicKey.LENGTH];
        Arrays.fill(raw, (byte) fill);
        return PublicKey.of(raw);
    }

    private static FileTrustStore open(Path directory, SecureFiles files) {
        return FileTrustStore.open(directory, 100, LATER, files);
    }

    private Path fresh() {
        Path directory = root.resolve(Integer.toString(runs++));
        FileTrustStore store = FileTrustStore.open(directory, 100, EARLIER, DyingSteps.immortal());
        store.pin(PINNED, key(1), Pin.Source.TOFU);
        store.pin(HASHED, key(2), Pin.Source.OPERATOR);
        store.pin(NodeId.of("other@host"), key(3), Pin.Source.OPERATOR);
        return directory;
    }

    private List<Pin> after(Change change) {
        Path directory = fresh();
        change.run(open(directory, DyingSteps.immortal()));
        return open(directory, DyingSteps.immortal()).pins();
    }

    private static List<Pin> recovered(Path directory) throws IOException {
        List<Pin> pins = open(directory, DyingSteps.immortal()).pins();
        assertNothingIsLeftOver(directory);
        assertNothingIsOpenToOthers(directory);
        assertThat(DirectoryAssertions.tree(directory)).hasSize(pins.size() + 2); // itself and the index
        assertThat(open(directory, DyingSteps.immortal()).pins()).isEqualTo(pins);
        return pins;
    }

    @ParameterizedTest
    @EnumSource
    void aCrashLeavesThePinsBeforeOrAfter(Change change) throws IOException {
        List<Pin> before = open(fresh(), DyingSteps.immortal()).pins();
        List<Pin> after = after(change);
        for (Death death : Death.values()) {
            for (int seed = 0; seed < (death == Death.POWER_LOST ? SEEDS : 1); seed++) {
                List<Boolean> changed = new ArrayList<>();
                boolean died = true;
                for (int step = 0; died; step++) {
                    Path directory = fresh();
                    FileTrustStore store =
                            open(directory, new SecureFiles(new DyingSteps(step, death, seed * 100L + step)));
                    died = catchThrowableOfType(Died.class, () -> change.run(store)) != null;
                    assertNothingIsOpenToOthers(directory);
                    List<Pin> found = recovered(directory);
                    assertThat(found).isIn(before, after);
                    changed.add(found.equals(after));
                }
                assertThat(changed).hasSizeGreaterThan(7).endsWith(true);
                if (death == Death.KILLED) {
                    assertThat(changed).startsWith(false).isSorted();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCrashDuringRecoveryIsRecoveredFrom(Change change) throws IOException {
        List<Pin> before = open(fresh(), DyingSteps.immortal()).pins();
        List<Pin> after = after(change);
        int deaths = 0;
        boolean died = true;
        for (int step = 0; died; step++) {
            boolean diedAgain = true;
            for (int recoveryStep = 0; died && diedAgain; recoveryStep++) {
                Path directory = fresh();
                long seed = step * 100L + recoveryStep;
                FileTrustStore store = open(directory, new SecureFiles(new DyingSteps(step, Death.POWER_LOST, seed)));
                died = catchThrowableOfType(Died.class, () -> change.run(store)) != null;
                SecureFiles dying = new SecureFiles(new DyingSteps(recoveryStep, Death.POWER_LOST, seed));
                diedAgain = catchThrowableOfType(Died.class, () -> open(directory, dying)) != null;
                assertThat(recovered(directory)).isIn(before, after);
                deaths += diedAgain ? 1 : 0;
            }
        }
        assertThat(deaths).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void aStepThatFailsLeavesTheStoreAsItWas(Change change) throws IOException {
        List<Pin> before = open(fresh(), DyingSteps.immortal()).pins();
        List<Pin> after = after(change);
        int failed = 0;
        int done = 0;
        for (int step = 0; ; step++) {
            Path directory = fresh();
            AtomicInteger failures = new AtomicInteger();
            FileTrustStore store = open(directory, FailingSteps.failingAt(step, false, failures));
            UncheckedIOException thrown = catchThrowableOfType(UncheckedIOException.class, () -> change.run(store));
            if (failures.get() == 0) {
                break;
            }
            List<Pin> expected = thrown == null ? after : before;
            assertThat(store.pins()).isEqualTo(expected);
            if (thrown == null) {
                done++;
            } else {
                failed++;
                assertThat(thrown).hasMessageContaining("no space left on device");
            }
            List<Pin> found = recovered(directory);
            boolean removalHalfDone = thrown != null && change.name().startsWith("REMOVE") && found.equals(after);
            assertThat(removalHalfDone || found.equals(expected)).isTrue();
        }
        assertThat(failed).isPositive();
        assertThat(done).isPositive();
    }

    @ParameterizedTest
    @EnumSource(value = Death.class)
    void aCrashWhileHandCopiedKeysAreAdoptedLosesNone(Death death) throws IOException {
        boolean died = true;
        int deaths = 0;
        for (int step = 0; died; step++) {
            Path directory = fresh();
            DyingSteps.immortal().write(directory.resolve("billing@host-2.pub"), key(4).bytes());
            DyingSteps.immortal().write(directory.resolve(STRANGER + ".pub"), key(5).bytes());
            SecureFiles dying = new SecureFiles(new DyingSteps(step, death, step));
            died = catchThrowableOfType(Died.class, () -> open(directory, dying)) != null;
            List<Pin> pins = recovered(directory);
            assertThat(pins).hasSize(5);
            assertThat(pins)
                    .contains(new Pin(NodeId.of("billing@host-2"), key(4), LATER.instant(), null, Pin.Source.OPERATOR));
            assertThat(pins).contains(new Pin(STRANGER, key(5), LATER.instant(), null, Pin.Source.OPERATOR));
            deaths += died ? 1 : 0;
        }
        assertThat(deaths).isGreaterThan(8);
    }
}
