package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.discovery.DiscoveryBackend;
import io.barrel.p2p.discovery.DnsDiscovery;
import io.barrel.p2p.discovery.FileDiscovery;
import io.barrel.p2p.discovery.StaticDiscovery;
import io.barrel.p2p.error.InvalidConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.springframework.beans.factory.ListableBeanFactory;

/** Makes the backends that {@code discovery.backends} names. A bean takes the place of a built-in backend of that name. */
final class DiscoverySelection {

    private static final List<String> BUILT_IN = List.of("static", "file", "dns");

    private final ListableBeanFactory beans;

    DiscoverySelection(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /**
     * The backends in the order named; a built-in one with nothing to look at is left out.
     *
     * @throws InvalidConfigurationException if a name is neither built in nor a bean's, or a contact cannot be read
     */
    List<DiscoveryBackend> select(P2pProperties properties) {
        List<String> names = properties.discovery().backends();
        List<DiscoveryBackend> selected = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            selected.addAll(named(names.get(i), "discovery.backends[" + i + "]", properties));
        }
        return selected;
    }

    private List<DiscoveryBackend> named(String name, String property, P2pProperties properties) {
        if (beans.containsBean(name) && beans.isTypeMatch(name, DiscoveryBackend.class)) {
            return List.of(beans.getBean(name, DiscoveryBackend.class));
        }
        P2pProperties.Discovery discovery = properties.discovery();
        int port = properties.listenPort();
        if (name.equals("static")) {
            return staticBackends(discovery.staticContacts(), port);
        }
        if (name.equals("file")) {
            Path dir = discovery.dir();
            return List.of(
                    new FileDiscovery(dir != null ? dir : properties.dataDir().resolve("discovery")));
        }
        if (name.equals("dns")) {
            List<String> names = discovery.dns().names();
            return names.isEmpty()
                    ? List.of()
                    : List.of(new DnsDiscovery(Contacts.parseNames("discovery.dns.names", names, port)));
        }
        throw unknown(name, property);
    }

    private static List<DiscoveryBackend> staticBackends(P2pProperties.Static properties, int port) {
        List<DiscoveryBackend> backends = new ArrayList<>();
        if (!properties.contacts().isEmpty()) {
            backends.add(new StaticDiscovery(Contacts.parse("discovery.static.contacts", properties.contacts(), port)));
        }
        Path file = properties.file();
        if (file != null) {
            backends.add(new StaticDiscovery(file, port));
        }
        return backends;
    }

    private InvalidConfigurationException unknown(String name, String property) {
        TreeSet<String> known = new TreeSet<>(List.of(beans.getBeanNamesForType(DiscoveryBackend.class)));
        known.removeAll(BUILT_IN);
        List<String> all = new ArrayList<>(BUILT_IN);
        all.addAll(known);
        return new InvalidConfigurationException(
                property,
                name,
                "must be one of " + String.join(", ", all) + ", or the name of a DiscoveryBackend bean you define");
    }
}
