package io.barrel.p2p.spring.boot.example;

import io.barrel.p2p.discovery.Contact;
import io.barrel.p2p.discovery.DiscoveryBackend;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class TableDiscovery implements DiscoveryBackend {

    private final Nodes nodes;

    TableDiscovery(Nodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public String name() {
        return "table";
    }

    @Override
    public List<Contact> contacts() {
        return nodes.addresses().stream()
                .map(address -> new Contact(null, PeerAddress.parse(address)))
                .toList();
    }

    @Override
    public void announce(Peer self) {
        nodes.put(self.node().value(), self.address().toString());
    }

    @Override
    public void withdraw(NodeId self) {
        nodes.delete(self.value());
    }

    /** A table of yours. */
    interface Nodes {

        Collection<String> addresses();

        void put(String node, String address);

        void delete(String node);
    }
}
