package io.barrel.p2p.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.event.AuthenticationFailed;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.Cookie;
import io.barrel.p2p.security.TrustMode;
import io.barrel.p2p.wire.AuthFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What keeps nodes apart in production keeps them apart in memory. */
class InMemorySecurityTests {

    @Test
    void strictNodesRefusePeersThatNobodyPinned() {
        try (InMemoryCluster cluster = cluster((node, index) -> node.auth(auth(TrustMode.STRICT, "same")))) {
            cluster.advance(Duration.ofSeconds(30));

            assertThat(cluster.node(0).activePeers()).isEmpty();
            assertThat(failures(cluster)).contains(AuthFailure.UNTRUSTED_KEY);
        }
    }

    @Test
    void nodesOfDifferentCookiesStayApart() {
        try (InMemoryCluster cluster = cluster((node, index) -> node.auth(auth(TrustMode.TOFU, "of " + index)))) {
            cluster.advance(Duration.ofSeconds(30));

            assertThat(cluster.node(0).activePeers()).isEmpty();
            assertThat(failures(cluster)).contains(AuthFailure.COOKIE_MISMATCH);
        }
    }

    @Test
    void nodeOfAKnownNameWithAnotherKeyIsRefused() throws IOException {
        try (InMemoryCluster cluster = cluster((node, index) -> {})) {
            cluster.awaitConnected();
            TestNode impostor = cluster.node(1);
            Path keys = impostor.p2p().node().orElseThrow().dataDir().resolve("keys");

            cluster.crash(impostor);
            Files.delete(keys.resolve("node.key"));
            Files.delete(keys.resolve("node.pub"));
            cluster.restart(impostor);
            cluster.advance(Duration.ofSeconds(30));

            assertThat(cluster.node(0).activePeers()).isEmpty();
            assertThat(failures(cluster)).contains(AuthFailure.KEY_MISMATCH);
        }
    }

    private static InMemoryCluster cluster(ObjIntConsumer<BarrelP2pConfig.Builder> configure) {
        return TestCluster.builder(2).seed(1).configure(configure).inMemory();
    }

    private static AuthConfig auth(TrustMode mode, String cookie) {
        return AuthConfig.builder().trustMode(mode).cookie(Cookie.of(cookie)).build();
    }

    private static Set<AuthFailure> failures(TestCluster cluster) {
        return cluster.events().stream()
                .filter(event -> event.event() instanceof AuthenticationFailed)
                .map(event -> ((AuthenticationFailed) event.event()).reason())
                .collect(Collectors.toSet());
    }
}
