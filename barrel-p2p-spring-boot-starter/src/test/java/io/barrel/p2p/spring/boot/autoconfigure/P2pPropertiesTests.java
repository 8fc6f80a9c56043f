package io.barrel.p2p.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.engine.ChannelGcConfig;
import io.barrel.p2p.gossip.GossipConfig;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.membership.HyParViewConfig.Optimize;
import io.barrel.p2p.messaging.MessagingConfig;
import io.barrel.p2p.relay.RelayConfig;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.roster.RosterConfig;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.Cookie;
import io.barrel.p2p.security.KeySuccession;
import io.barrel.p2p.security.TlsConfig;
import io.barrel.p2p.security.TrustMode;
import io.barrel.p2p.transport.LinkConfig;
import io.barrel.p2p.wire.NodeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class P2pPropertiesTests {

    @Test
    void defaultsAreThoseOfTheCore() {
        assertThat(NodeConfiguration.of(bind(Map.of()), null).build())
                .usingRecursiveComparison()
                .isEqualTo(BarrelP2pConfig.builder().build());
    }

    @Test
    void everyPropertyReachesTheCore() {
        Map<String, String> values = new HashMap<>();
        values.put("node-name", "orders@host1");
        values.put("cluster-name", "blue");
        values.put("bind-address", "127.0.0.1");
        values.put("listen-port", "9100");
        values.put("advertise-address", "orders.example:9200");
        values.put("data-dir", "/var/lib/p2p");
        values.put("cookie", "s3cret");
        values.put("metadata.region", "eu");
        values.put("metadata.rackName", "R 7");
        values.put("metadata[rack_name]", "7");
        values.put("membership.active-size", "6");
        values.put("membership.passive-size", "40");
        values.put("membership.arwl", "7");
        values.put("membership.prwl", "4");
        values.put("membership.shuffle-length", "9");
        values.put("membership.shuffle-period", "11s");
        values.put("membership.max-fail-count", "3");
        values.put("membership.base-backoff", "2s");
        values.put("membership.passive-max-age", "6m");
        values.put("membership.pending-timeout", "31s");
        values.put("membership.rotate-period", "7m");
        values.put("membership.heal-period", "32s");
        values.put("membership.optimize", "rtt");
        values.put("auth.enabled", "false");
        values.put("auth.trust-mode", "strict");
        values.put("auth.handshake-timeout", "5s");
        values.put("auth.timestamp-window", "20s");
        values.put("auth.key-dir", "/secrets/keys");
        values.put("auth.cookie-only-nodes", "probe@*");
        values.put("auth.max-pins", "10");
        values.put("auth.key-succession", "accept");
        values.put("auth.revokers", "ab".repeat(32));
        values.put("tls.cert-dir", "/secrets/quic");
        values.put("tls.auto-rotate-before", "8d");
        values.put("link.idle-timeout", "2s");
        values.put("link.redial-bound", "1s");
        values.put("link.channel-idle-timeout", "40s");
        values.put("gossip.max-broadcast", "512KB");
        values.put("gossip.cache-age", "61s");
        values.put("gossip.cache-bytes", "33MB");
        values.put("gossip.queue-length", "100");
        values.put("gossip.queue-bytes", "17MB");
        values.put("messaging.send-timeout", "11s");
        values.put("messaging.queue-bytes", "18MB");
        values.put("messaging.queue-length", "200");
        values.put("messaging.handler-threads", "8");
        values.put("channel-gc.sweep-period", "62s");
        values.put("channel-gc.min-age", "4m");
        values.put("router.max-in-flight", "12");
        values.put("router.cache-sweep-period", "13s");
        values.put("proxy.cast-max-in-flight", "14");
        values.put("replica.anti-entropy-period", "33s");
        values.put("replica.max-clock-skew", "2m");
        values.put("roster.suspicion-timeout", "6s");
        values.put("roster.suspicion-min", "3s");
        values.put("roster.probe-period", "12s");
        values.put("roster.dead-retention", "25h");
        values.put("transport.max-pending-handshakes", "100");
        values.put("transport.retry-above", "10");

        BarrelP2pConfig config = NodeConfiguration.of(bind(values), null).build();

        assertThat(config)
                .usingRecursiveComparison()
                .isEqualTo(BarrelP2pConfig.builder()
                        .nodeName(NodeId.of("orders@host1"))
                        .clusterName("blue")
                        .bindAddress("127.0.0.1")
                        .listenPort(9100)
                        .advertiseHost("orders.example")
                        .advertisePort(9200)
                        .metadata(Map.of("region", "eu", "rackName", "R 7", "rack_name", "7"))
                        .dataDir(Path.of("/var/lib/p2p"))
                        .keyDir(Path.of("/secrets/keys"))
                        .certDir(Path.of("/secrets/quic"))
                        .tls(new TlsConfig(Duration.ofDays(8), null))
                        .membership(new HyParViewConfig(
                                6,
                                40,
                                7,
                                4,
                                9,
                                Duration.ofSeconds(11),
                                3,
                                Duration.ofSeconds(2),
                                Duration.ofMinutes(6),
                                Duration.ofSeconds(31),
                                Duration.ofMinutes(7),
                                Duration.ofSeconds(32),
                                Optimize.RTT))
                        .auth(AuthConfig.builder()
                                .enabled(false)
                                .trustMode(TrustMode.STRICT)
                                .handshakeTimeout(Duration.ofSeconds(5))
                                .timestampWindow(Duration.ofSeconds(20))
                                .cookieOnlyNodes(List.of("probe@*"))
                                .maxPins(10)
                                .revokers(List.of("ab".repeat(32)))
                                .cookie(Cookie.of("s3cret"))
                                .keySuccession(KeySuccession.ACCEPT)
                                .build())
                        .link(new LinkConfig(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(40)))
                        .gossip(new GossipConfig(
                                512 << 10,
                                GossipConfig.DEFAULT.announceDelay(),
                                GossipConfig.DEFAULT.graftTimeout(),
                                GossipConfig.DEFAULT.nextGraftTimeout(),
                                GossipConfig.DEFAULT.optimizationThreshold(),
                                Duration.ofSeconds(61),
                                33 << 20,
                                100,
                                17 << 20))
                        .messaging(new MessagingConfig(Duration.ofSeconds(11), 18 << 20, 200, 8))
                        .channelGc(new ChannelGcConfig(Duration.ofSeconds(62), Duration.ofMinutes(4)))
                        .relay(new RelayConfig(12, Duration.ofSeconds(13), 14))
                        .replica(new ReplicaConfig(
                                Duration.ofSeconds(33),
                                Duration.ofMinutes(2),
                                ReplicaConfig.DEFAULT.tombstoneRetention()))
                        .roster(new RosterConfig(
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(12),
                                Duration.ofHours(25)))
                        .maxPendingHandshakes(100)
                        .retryAbove(10)
                        .build());
    }

    @Test
    void textOfThePropertiesHidesTheCookie() {
        assertThat(bind(Map.of("cookie", "s3cret")).toString())
                .contains("clusterName=default")
                .contains("cookie=******")
                .doesNotContain("s3cret");
    }

    static P2pProperties bind(Map<String, String> values) {
        Map<String, String> prefixed = new HashMap<>();
        values.forEach((name, value) -> prefixed.put("barrel.p2p." + name, value));
        return new Binder(new MapConfigurationPropertySource(prefixed)).bindOrCreate("barrel.p2p", P2pProperties.class);
    }
}
