package io.barrel.p2p.security;

import static io.barrel.p2p.security.DirectoryAssertions.assertNothingIsOpenToOthers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.error.NodeStartException.Kind;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTrustStoreTests {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final NodeId ORDERS = NodeId.of("orders@host-1");
    private static final NodeId BILLING = NodeId.of("billing@host-2");
    private static final NodeId SHOUTING = NodeId.of("ORDERS@HOST-1");

    @TempDir(factory = FastTempDir.class)
    Path data;

    private Path trusted = Path.of("");

    @BeforeEach
    void directory() {
        trusted = data.resolve("keys/trusted");
    }

    private static Clock at(int seconds) {
        return Clock.fixed(NOW.plusSeconds(seconds), ZoneOffset.UTC);
    }

    private FileTrustStore open(int seconds) {
        return FileTrustStore.open(trusted, 10, at(seconds));
    }

    private static PublicKey key(int fill) {
        byte[] raw = new byte[PublicKey.LENGTH];
        Arrays.fill(raw, (byte) fill);
        return PublicKey.of(raw);
    }

    private void refuses(String problem, String remedy) {
        NodeStartException refused = catchThrowableOfType(NodeStartException.class, () -> open(9));
        assertThat(refused).isNotNull().hasMessageContaining(problem).message().endsWith(".");
        assertThat(refused.kind()).isEqualTo(Kind.UNREADABLE_FILE);
        assertThat(refused.remedy()).contains(remedy).endsWith(".");
    }

    @Test
    void pinsOutliveTheStore() throws IOException {
        Pin pin = open(0).pin(ORDERS, key(1), Pin.Source.TOFU);
        Pin newer = open(1).pin(BILLING, key(2), Pin.Source.OPERATOR);
        FileTrustStore store = open(2);
        assertThat(pin).isEqualTo(new Pin(ORDERS, key(1), NOW, null, Pin.Source.TOFU));
        assertThat(store.find(ORDERS)).hasValue(pin);
        assertThat(store.pins()).containsExactly(newer, pin);
        assertThat(trusted.resolve("orders@host-1.pub")).hasBinaryContent(key(1).bytes());
        assertNothingIsOpenToOthers(data.resolve("keys"));
    }

    @Test
    void aRemovedPinIsGone() {
        open(0).pin(ORDERS, key(1), Pin.Source.TOFU);
        FileTrustStore store = open(1);
        assertThat(store.remove(ORDERS)).isTrue();
        assertThat(store.remove(ORDERS)).isFalse();
        assertThat(store.find(ORDERS)).isEmpty();
        assertThat(trusted.resolve("orders@host-1.pub")).doesNotExist();
        assertThat(open(2).pins()).isEmpty();
    }

    @Test
    void aNewKeyReplacesTheOldOne() {
        open(0).pin(ORDERS, key(1), Pin.Source.TOFU);
        open(1).pin(ORDERS, key(2), Pin.Source.OPERATOR);
        assertThat(open(2).pins())
                .containsExactly(new Pin(
                        ORDERS,
                        key(2),
                        NOW.plusSeconds(1),
                        null,
                        Pin.Source.OPERATOR,
                        List.of(key(1).fingerprint()),
                        NOW.plusSeconds(1)));
    }

    @Test
    void firstUseNeverReplacesAPin() {
        FileTrustStore store = open(0);
        assertThat(store.apply(PinChange.firstUse(ORDERS, key(1)))).isTrue();
        assertThat(store.apply(PinChange.firstUse(ORDERS, key(2)))).isFalse();
        assertThat(open(1).pins()).containsExactly(new Pin(ORDERS, key(1), NOW, null, Pin.Source.TOFU));
    }

    @Test
    void aSuccessorTakesThePlaceOfTheKeyItFollowed() {
        FileTrustStore store = open(0);
        store.apply(PinChange.firstUse(ORDERS, key(1)));
        PinChange change = new PinChange(ORDERS, key(3), key(1), List.of(key(2).fingerprint()), NOW.minusSeconds(5));
        assertThat(store.apply(change)).isTrue();
        Pin pin = new Pin(
                ORDERS,
                key(3),
                NOW,
                null,
                Pin.Source.SUCCESSION,
                List.of(key(1).fingerprint(), key(2).fingerprint()),
                NOW.minusSeconds(5));
        assertThat(open(1).pins()).containsExactly(pin);
        assertThat(store.apply(change)).as("asked by a second handshake").isTrue();
        assertThat(store.pins()).containsExactly(pin);
    }

    @Test
    void aSuccessorNeverReplacesAnotherPinThanTheOneItFollowed() {
        FileTrustStore store = open(0);
        PinChange change = new PinChange(ORDERS, key(3), key(1), List.of(), NOW);
        assertThat(store.apply(change)).as("the pin was removed meanwhile").isFalse();
        store.pin(ORDERS, key(2), Pin.Source.OPERATOR);
        assertThat(store.apply(change))
                .as("an operator pinned another key meanwhile")
                .isFalse();
        assertThat(open(1).pins()).extracting(Pin::publicKey).containsExactly(key(2));
    }

    @Test
    void onlyTheLastPredecessorsAreRemembered() {
        FileTrustStore store = open(0);
        for (int i = 0; i < 20; i++) {
            store.pin(ORDERS, key(i), Pin.Source.OPERATOR);
        }
        assertThat(open(1).pins().get(0).predecessors())
                .hasSize(16)
                .startsWith(key(3).fingerprint())
                .endsWith(key(18).fingerprint());
    }

    @Test
    void namesThatDifferInCaseOnlyHaveFilesOfTheirOwn() throws IOException {
        FileTrustStore store = open(0);
        store.pin(ORDERS, key(1), Pin.Source.TOFU);
        store.pin(SHOUTING, key(2), Pin.Source.TOFU);
        FileTrustStore again = open(1);
        assertThat(again.find(ORDERS)).map(Pin::publicKey).hasValue(key(1));
        assertThat(again.find(SHOUTING)).map(Pin::publicKey).hasValue(key(2));
        assertThat(DirectoryAssertions.tree(trusted)).hasSize(4);
        assertThat(again.remove(SHOUTING)).isTrue();
        assertThat(open(2).find(ORDERS)).isPresent();
    }

    @Test
    void whenANodeWasSeenIsWrittenWithTheNextChange() {
        FileTrustStore store = open(0);
        store.pin(ORDERS, key(1), Pin.Source.TOFU);
        store.seen(ORDERS);
        store.seen(BILLING);
        assertThat(store.find(ORDERS)).map(Pin::lastSeen).hasValue(NOW);
        assertThat(open(1).find(ORDERS).orElseThrow().lastSeen()).isNull();
        store.pin(BILLING, key(2), Pin.Source.TOFU);
        assertThat(open(1).find(ORDERS)).map(Pin::lastSeen).hasValue(NOW);
    }

    @Test
    void theBoundHoldsForNewNamesOnly() {
        FileTrustStore store = FileTrustStore.open(trusted, 1, at(0));
        store.pin(ORDERS, key(1), Pin.Source.TOFU);
        store.pin(ORDERS, key(2), Pin.Source.TOFU);
        assertThatExceptionOfType(TrustStoreFullException.class)
                .isThrownBy(() -> store.pin(BILLING, key(3), Pin.Source.TOFU))
                .withMessageContaining("auth.max-pins=1");
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void moreFilesThanTheBoundAreRefused() {
        open(0).pin(ORDERS, key(1), Pin.Source.TOFU);
        open(0).pin(BILLING, key(1), Pin.Source.TOFU);
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> FileTrustStore.open(trusted, 1, at(0)))
                .withMessage(
                        "auth.max-pins=1 is less than the 2 pins in " + trusted + ": raise it, or delete files there");
    }

    @Test
    void aFileCopiedByHandIsAnOperatorsPin() throws IOException {
        open(0).pin(ORDERS, key(1), Pin.Source.TOFU);
        Files.write(trusted.resolve("billing@host-2.pub"), key(2).bytes());
        Files.write(trusted.resolve("ORDERS@HOST-1.pub"), key(3).bytes());
        FileTrustStore store = open(5);
        assertThat(store.find(BILLING))
                .hasValue(new Pin(BILLING, key(2), NOW.plusSeconds(5), null, Pin.Source.OPERATOR));
        assertThat(store.find(SHOUTING)).map(Pin::publicKey).hasValue(key(3));
        assertThat(trusted.resolve("ORDERS@HOST-1.pub")).doesNotExist();
        assertThat(open(6).pins()).isEqualTo(store.pins()).hasSize(3);
    }

    @Test
    void aFileReplacedByHandIsAnOperatorsPin() throws IOException {
        open(0).pin(ORDERS, key(1), Pin.Source.TOFU);
        Files.write(trusted.resolve("orders@host-1.pub"), key(2).bytes());
        assertThat(open(5).pins())
                .containsExactly(new Pin(ORDERS, key(2), NOW.plusSeconds(5), null, Pin.Source.OPERATOR));
    }

    @Test
    void aFileDeletedByHandIsNoPin() throws IOException {
        open(0).pin(ORDERS, key(1), Pin.Source.TOFU);
        Files.delete(trusted.resolve("orders@host-1.pub"));
        assertThat(open(1).pins()).isEmpty();
        assertThat(TrustIndex.parse(Files.readAllBytes(trusted.resolve("index"))))
                .isEmpty();
    }

    @Test
    void aDamagedKeyStopsTheStartRatherThanMakeThePeerAStranger() throws IOException {
        open(0).pin(ORDERS, key(1), Pin.Source.TOFU);
        for (int size : new int[] {0, 31, 33}) {
            Files.write(trusted.resolve("orders@host-1.pub"), new byte[size]);
            refuses(
                    "The pinned key " + trusted.resolve("orders@host-1.pub")
                            + " is damaged: a raw Ed25519 public key has 32 bytes, it has " + size,
                    "Copy the peer's node.pub over it");
        }
        Files.write(trusted.resolve("orders@host-1.pub"), new byte[5000]);
        refuses("it holds more than 1024 bytes", "restore it");
    }

    @Test
    void aFileOfNobodyStopsTheStart() throws IOException {
        open(0).pin(SHOUTING, key(1), Pin.Source.TOFU);
        Files.delete(trusted.resolve("index"));
        refuses(
                "It is unclear which node the pinned key " + trusted.resolve(PinDirectory.fileName(SHOUTING)),
                "Rename it");
        Files.delete(trusted.resolve(PinDirectory.fileName(SHOUTING)));
        Files.write(trusted.resolve("host-1.pub"), key(1).bytes());
        refuses("It is unclear which node the pinned key " + trusted.resolve("host-1.pub"), "orders@host-1.pub");
    }

    @Test
    void aDamagedIndexStopsTheStartAndMayBeDeleted() throws IOException {
        open(0).pin(ORDERS, key(1), Pin.Source.TOFU);
        Files.write(trusted.resolve("index"), new byte[10]);
        refuses("The file " + trusted.resolve("index") + " is damaged: line 1 is cut off", "delete it");
        Files.delete(trusted.resolve("index"));
        assertThat(open(3).find(ORDERS))
                .hasValue(new Pin(ORDERS, key(1), NOW.plusSeconds(3), null, Pin.Source.OPERATOR));
    }

    @Test
    void otherFilesAreLeftAlone() throws IOException {
        open(0);
        Files.write(trusted.resolve("notes.txt"), new byte[3]);
        assertThat(open(0).pins()).isEmpty();
        assertThat(trusted.resolve("notes.txt")).exists();
    }
}
