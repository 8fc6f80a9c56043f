package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.discovery.ContactSpec;
import io.barrel.p2p.discovery.DiscoveryBackend;
import io.barrel.p2p.discovery.DnsDiscovery;
import io.barrel.p2p.discovery.FileDiscovery;
import io.barrel.p2p.discovery.StaticDiscovery;
import io.barrel.p2p.spring.boot.NodeApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;

/** Does what docs/how-to/discovery.md says, with the text of the page itself. */
class DiscoveryPageTests {

    private static final String PAGE = "how-to/discovery.md";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Map<String, String> TABLE = new ConcurrentHashMap<>();

    @Test
    void backendIsTheOneThatIsCompiledHere() throws IOException {
        assertThat(Page.of(PAGE).blocks("java")).first().isEqualTo(Page.source("TableDiscovery"));
    }

    @Test
    void nodesFindEachOtherInTheTableAndTakeThemselvesOutOfIt(@TempDir Path directory) throws IOException {
        try (NodeApplication one = start(directory.resolve("one"));
                NodeApplication other = start(directory.resolve("other"))) {
            await().atMost(PATIENCE).until(() -> one.sees(other) && other.sees(one));
            assertThat(TABLE).containsOnlyKeys(one.name().value(), other.name().value());
        }
        await().atMost(PATIENCE).until(TABLE::isEmpty);
    }

    @Test
    void configurationWithoutSpringIsTaken() {
        BarrelP2pConfig config = BarrelP2pConfig.builder()
                .contactNodes(List.of("orders@host-1:9100", "10.0.0.7:9100", "dns:orders.internal:9100"))
                .discovery(List.of(
                        new StaticDiscovery(Path.of("/etc/orders/topology"), 9100),
                        new FileDiscovery(Path.of("/var/lib/orders/discovery")),
                        new DnsDiscovery(List.of(
                                new ContactSpec.Dns("orders.default.svc.cluster.local", 9100),
                                new ContactSpec.Dns("_p2p._udp.orders.default.svc.cluster.local", 0)))))
                .build();

        assertThat(config.discovery()).extracting(DiscoveryBackend::name).containsExactly("static", "file", "dns");
    }

    private static NodeApplication start(Path data) throws IOException {
        String backends = Page.of(PAGE).blocks("properties").stream()
                .filter(block -> block.startsWith("barrel.p2p.discovery.backends="))
                .findFirst()
                .orElseThrow();
        return NodeApplication.start(
                WebApplicationType.NONE, List.of(TableDiscovery.class, Table.class), data, backends.strip());
    }

    /** In memory, for both nodes are of this process. */
    static class Table implements TableDiscovery.Nodes {

        @Override
        public Collection<String> addresses() {
            return TABLE.values();
        }

        @Override
        public void put(String node, String address) {
            TABLE.put(node, address);
        }

        @Override
        public void delete(String node) {
            TABLE.remove(node);
        }
    }
}
