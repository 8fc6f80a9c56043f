package io.barrel.p2p.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.discovery.Contact;
import io.barrel.p2p.discovery.DiscoveryBackend;
import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

class DiscoverySelectionTests {

    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

    @Test
    void fileBackendAloneHasSomethingToLookAtByDefault() {
        assertThat(names(Map.of())).containsExactly("file");
    }

    @Test
    void backendsComeInTheOrderNamed() {
        assertThat(names(Map.of(
                        "discovery.backends", "dns,file,static",
                        "discovery.dns.names", "nodes.example:9100",
                        "discovery.static.contacts", "10.0.0.1:9100")))
                .containsExactly("dns", "file", "static");
    }

    @Test
    void contactWithoutPortIsOnThePortOfThisNode() throws IOException {
        List<DiscoveryBackend> selected = select(Map.of(
                "listen-port", "9200",
                "discovery.backends", "static",
                "discovery.static.contacts", "orders@10.0.0.1"));

        assertThat(selected.get(0).contacts())
                .containsExactly(new Contact(NodeId.of("orders@10.0.0.1"), new PeerAddress("10.0.0.1", 9200)));
    }

    @Test
    void topologyFileIsABackendOfItsOwn() {
        assertThat(names(Map.of(
                        "discovery.backends", "static",
                        "discovery.static.contacts", "10.0.0.1:9100",
                        "discovery.static.file", "topology")))
                .containsExactly("static", "static");
    }

    @Test
    void beanIsABackendByItsName() {
        beans.registerSingleton("consul", (NamedBackend) () -> "my-consul");

        assertThat(names(Map.of("discovery.backends", "consul"))).containsExactly("my-consul");
    }

    @Test
    void beanReplacesABuiltInBackend() {
        beans.registerSingleton("file", (NamedBackend) () -> "my-file");

        assertThat(names(Map.of())).containsExactly("my-file");
    }

    @Test
    void unknownBackendIsRefusedWithTheKnownOnes() {
        beans.registerSingleton("consul", (NamedBackend) () -> "consul");

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> select(Map.of("discovery.backends", "file,zookeeper")))
                .withMessage("discovery.backends[1]=zookeeper must be one of static, file, dns, consul,"
                        + " or the name of a DiscoveryBackend bean you define");
    }

    @Test
    void badContactIsRefusedByPropertyAndIndex() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> select(Map.of("discovery.static.contacts", "10.0.0.1:9100,nowhere")))
                .withMessageStartingWith("discovery.static.contacts[1]=nowhere ");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> select(Map.of("discovery.dns.names", "no name:9100")))
                .withMessageStartingWith("discovery.dns.names[0]=no name:9100 ");
    }

    private List<String> names(Map<String, String> properties) {
        return select(properties).stream().map(DiscoveryBackend::name).toList();
    }

    private List<DiscoveryBackend> select(Map<String, String> properties) {
        return new DiscoverySelection(beans).select(P2pPropertiesTests.bind(properties));
    }

    private interface NamedBackend extends DiscoveryBackend {

        @Override
        default List<Contact> contacts() {
            return List.of();
        }
    }
}
