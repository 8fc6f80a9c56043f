package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.LocalNode;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.Cookie;
import io.barrel.p2p.security.FileTrustStore;
import io.barrel.p2p.security.Handshakes;
import io.barrel.p2p.security.NodeIdentity;
import io.barrel.p2p.security.Revoked;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Session;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Live nodes of one cluster, who attacks them, and what must be seen of every attack. */
final class AttackScene implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    static final Cookie COOKIE = Cookie.of("only-we-know");

    private final Path base;
    private final LogLines lines = LogLines.of(HandshakeLog.class);
    private final Deque<Runnable> closers = new ArrayDeque<>();
    private final Map<String, NodeIdentity> identities = new HashMap<>();

    AttackScene(Path base) {
        this.base = base;
    }

    /** A started node. */
    LocalNode node(String name, Duration budget, PeerAddress... contacts) {
        return node(name, budget, UnaryOperator.identity(), contacts);
    }

    LocalNode node(
            String name, Duration budget, UnaryOperator<BarrelP2pConfig.Builder> adjust, PeerAddress... contacts) {
        List<String> addresses = Stream.of(contacts).map(PeerAddress::toString).toList();
        LocalNode node = new LocalNode(
                base, name, builder -> adjust.apply(builder.auth(auth(budget)).contactNodes(addresses)));
        closers.push(node::close);
        return node.start();
    }

    LocalNode node(String name, PeerAddress... contacts) {
        return node(name, Duration.ofSeconds(10), contacts);
    }

    static PeerAddress address(LocalNode node) {
        return node.p2p.node().orElseThrow().self().address();
    }

    static Path directory(LocalNode node) {
        return node.p2p.node().orElseThrow().dataDir();
    }

    RawPeer attacker() {
        return attacker(Certificates.fresh());
    }

    RawPeer attacker(Certificates certificates) {
        RawPeer attacker = new RawPeer(certificates);
        closers.push(attacker::close);
        return attacker;
    }

    UdpRelay relay(PeerAddress to, UdpRelay.Loss loss) {
        UdpRelay relay = new UdpRelay(to, loss);
        closers.push(relay::close);
        return relay;
    }

    /** Genuine handshakes of somebody with an identity of his own, the same each time, who knows the cookie. */
    Handshakes handshakes(String name) {
        NodeIdentity identity = identities.computeIfAbsent(name, of -> NodeIdentity.generate(new SecureRandom()));
        return handshakes(name, identity, COOKIE);
    }

    /** Genuine handshakes of whoever has that identity and takes that for the cookie. */
    Handshakes handshakes(String name, NodeIdentity identity, Cookie cookie) {
        BarrelP2pConfig defaults = BarrelP2pConfig.builder().build();
        Session session = new Session(
                1,
                1,
                List.of(),
                new PeerAddress("127.0.0.1", 9),
                1,
                0,
                defaults.ringSize(),
                defaults.clusterName(),
                Map.of());
        return new Handshakes(
                auth(Duration.ofSeconds(10), cookie),
                NodeId.of(name + "@test"),
                () -> identity,
                () -> session,
                FileTrustStore.open(base.resolve(name + "-trusts"), 16, Clock.systemUTC()),
                Revoked.NOBODY,
                new SecureRandom());
    }

    private static AuthConfig auth(Duration budget) {
        return auth(budget, COOKIE);
    }

    private static AuthConfig auth(Duration budget, Cookie cookie) {
        return AuthConfig.builder().handshakeTimeout(budget).cookie(cookie).build();
    }

    /** Waits until the node has refused that often for that reason, in its status, its metric and its log. */
    void awaitRefusals(LocalNode node, AuthFailure reason, long atLeast) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        node.p2p.metrics().bindTo(meters);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(failures(node).getOrDefault(reason, 0L)).isGreaterThanOrEqualTo(atLeast);
            assertThat(meters.get("barrel.p2p.dist.auth.failures")
                            .tag("reason", reason.word())
                            .functionCounter()
                            .count())
                    .isGreaterThanOrEqualTo((double) atLeast);
            assertThat(warnings()).anyMatch(line -> line.contains("reason=" + reason.word()));
        });
    }

    static Map<AuthFailure, Long> failures(LocalNode node) {
        return node.p2p.authentication().orElseThrow().failures();
    }

    List<String> warnings() {
        return lines.at(Level.WARN);
    }

    List<String> debugLines() {
        return lines.at(Level.DEBUG);
    }

    /** The attack has brought neither link nor pin, and nothing pending stays behind. */
    static void assertUntouched(LocalNode node) {
        assertThat(node.p2p.trustStore().pins()).isEmpty();
        assertThat(node.p2p.connections()).isEmpty();
        assertThat(node.activePeers()).isEmpty();
    }

    /** An honest node still gets in. */
    void assertServes(LocalNode node) {
        LocalNode friend = node("friend", address(node));
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(node.activePeers()).contains(friend.name));
    }

    @Override
    public void close() {
        closers.forEach(Runnable::run);
        lines.close();
    }
}
