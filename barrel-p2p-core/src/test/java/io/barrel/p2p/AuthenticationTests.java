package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.event.AuthenticationFailed;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.KeyRotated;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.Cookie;
import io.barrel.p2p.security.KeySuccession;
import io.barrel.p2p.security.Pin;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.security.RotationResult;
import io.barrel.p2p.security.TrustMode;
import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.AuthFailure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Who gets in and who does not, between whole nodes; each refusal has its reason and leaves the node serving others. */
class AuthenticationTests extends LocalNodesTest {

    private static final Cookie SECRET = Cookie.of("only-we-know");

    @Test
    void anotherKeyForAPinnedNameIsRefusedUntilAnOperatorPinsIt() throws IOException {
        LocalNode a = start("a", auth(TrustMode.TOFU, SECRET));
        LocalNode b = start("b", auth(TrustMode.TOFU, SECRET).andThen(to(a))::apply);
        awaitPeers(a, b);
        b.close();
        try (var files = Files.list(base.resolve("b/keys"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }

        LocalNode impostor = start("b", auth(TrustMode.TOFU, SECRET).andThen(to(a))::apply);

        awaitRefusal(a, impostor, AuthFailure.KEY_MISMATCH);
        assertStillServes(a);
        a.p2p.trustStore().pin(impostor.name, keyOf(impostor), Pin.Source.OPERATOR);
        awaitPeers(a, impostor);
    }

    @Test
    void strictNodeRefusesUnknownKeysUntilPinned() {
        LocalNode strict = start("strict", auth(TrustMode.STRICT, SECRET));
        LocalNode b = start("b", auth(TrustMode.TOFU, SECRET).andThen(to(strict))::apply);
        awaitRefusal(strict, b, AuthFailure.UNTRUSTED_KEY);
        assertThat(strict.p2p.trustStore().pins()).isEmpty();

        strict.p2p.trustStore().pin(b.name, keyOf(b), Pin.Source.OPERATOR);

        awaitPeers(strict, b);
    }

    @Test
    void strangerWithoutTheCookieOccupiesNoName() {
        LocalNode a = start("a", auth(TrustMode.TOFU, SECRET));

        LocalNode stranger =
                start("b", auth(TrustMode.TOFU, Cookie.of("a guess")).andThen(to(a))::apply);

        awaitRefusal(a, stranger, AuthFailure.COOKIE_MISMATCH);
        assertThat(a.p2p.trustStore().pins()).isEmpty();
        assertThat(stranger.p2p.trustStore().pins()).isEmpty();
        assertStillServes(a);
    }

    @Test
    void bothEndsMustAgreeOnWhetherPeersAreAuthenticated() {
        LocalNode a = start("a", auth(TrustMode.TOFU, SECRET));

        LocalNode open = start("b", authDisabled().andThen(to(a))::apply);

        awaitRefusal(a, open, AuthFailure.AUTH_MODE_MISMATCH);
        assertStillServes(a);
    }

    @Test
    void withoutAuthenticationTheCookieAloneLetsIn() {
        LocalNode a = start("a", authDisabled());
        LocalNode b = start("b", authDisabled().andThen(to(a))::apply);

        awaitPeers(a, b);

        assertThat(a.p2p.connections())
                .singleElement()
                .satisfies(connection -> assertThat(connection.assurance()).isEqualTo(Assurance.COOKIE_ONLY));
        assertThat(a.p2p.trustStore().pins()).isEmpty();
    }

    @Test
    void cookieOnlyPeersThatListEachOtherLinkWithReducedAssuranceAndNoPin() {
        LocalNode a = start("a", cookieOnly("legacy@*"));
        LocalNode legacy = start("legacy", cookieOnly("a@test").andThen(to(a))::apply);

        awaitPeers(a, legacy);

        assertThat(a.p2p.connections())
                .singleElement()
                .satisfies(connection -> assertThat(connection.assurance()).isEqualTo(Assurance.COOKIE_ONLY));
        assertThat(a.p2p.trustStore().find(legacy.name)).isEmpty();
    }

    @Test
    void rotatedIdentityIsUsedFromTheNextHandshakeOn() {
        LocalNode a = start("a", AuthenticationTests::rejectingSuccession);
        LocalNode b = start("b", auth(TrustMode.TOFU, SECRET).andThen(to(a))::apply);
        awaitPeers(a, b);

        RotationResult rotated = b.p2p.keyRotation().rotateIdentity();

        assertThat(rotated.restartRequired()).isFalse();
        assertThat(rotated.backupDir()).isDirectory();
        await().untilAsserted(() ->
                assertThat(b.events).contains(new KeyRotated(KeyRotated.Kind.IDENTITY, rotated.fingerprint())));
        assertThat(a.activePeers()).containsExactly(b.name);
        b.p2p.stop();
        await().untilAsserted(() -> assertThat(a.events).contains(new PeerDown(b.name, DownReason.GRACEFUL)));
        b.p2p.start();
        awaitRefusal(a, b, AuthFailure.KEY_MISMATCH);
        a.p2p.trustStore().pin(b.name, keyOf(b), Pin.Source.OPERATOR);
        awaitPeers(a, b);
        assertThat(b.p2p.node().orElseThrow().fingerprint()).isEqualTo(rotated.fingerprint());
    }

    private void assertStillServes(LocalNode node) {
        LocalNode friend = start("friend", auth(TrustMode.TOFU, SECRET).andThen(to(node))::apply);
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(node.activePeers()).contains(friend.name));
    }

    /** The reason is in the status, in the metric and in an event of the node that refused. */
    private static void awaitRefusal(LocalNode by, LocalNode refused, AuthFailure reason) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        by.p2p.metrics().bindTo(meters);
        await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
            assertThat(by.p2p.authentication().orElseThrow().failures()).containsKey(reason);
            assertThat(meters.get("barrel.p2p.dist.auth.failures")
                            .tag("reason", reason.word())
                            .functionCounter()
                            .count())
                    .isPositive();
            assertThat(by.events)
                    .filteredOn(AuthenticationFailed.class::isInstance)
                    .extracting(event -> ((AuthenticationFailed) event).reason())
                    .contains(reason);
        });
        assertThat(by.activePeers()).doesNotContain(refused.name);
    }

    private static PublicKey keyOf(LocalNode node) {
        try {
            return PublicKey.of(
                    Files.readAllBytes(node.p2p.node().orElseThrow().dataDir().resolve("keys/node.pub")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static UnaryOperator<BarrelP2pConfig.Builder> auth(TrustMode mode, Cookie cookie) {
        return auth(true, mode, List.of(), cookie);
    }

    private static UnaryOperator<BarrelP2pConfig.Builder> authDisabled() {
        return auth(false, TrustMode.TOFU, List.of(), SECRET);
    }

    private static UnaryOperator<BarrelP2pConfig.Builder> cookieOnly(String pattern) {
        return auth(true, TrustMode.TOFU, List.of(pattern), SECRET);
    }

    private static BarrelP2pConfig.Builder rejectingSuccession(BarrelP2pConfig.Builder builder) {
        return builder.auth(AuthConfig.builder()
                .cookie(SECRET)
                .keySuccession(KeySuccession.REJECT)
                .build());
    }

    private static UnaryOperator<BarrelP2pConfig.Builder> auth(
            boolean enabled, TrustMode mode, List<String> cookieOnly, Cookie cookie) {
        return builder -> builder.auth(AuthConfig.builder()
                .enabled(enabled)
                .trustMode(mode)
                .cookieOnlyNodes(cookieOnly)
                .cookie(cookie)
                .build());
    }
}
