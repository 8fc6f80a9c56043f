package io.barrel.p2p.engine;

import io.barrel.p2p.security.Pin;
import io.barrel.p2p.security.Revoked;
import io.barrel.p2p.security.TrustStore;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Keeps the links of a node free of whom a revocation bars. The handshake does so for new ones. On the loop. */
final class Barrier {

    private final Revoked revoked;
    private final TrustStore trust;
    private final LinkTable links;

    Barrier(Revoked revoked, TrustStore trust, LinkTable links) {
        this.revoked = revoked;
        this.trust = trust;
        this.links = links;
    }

    /** Why a dial is not to be made; empty if nothing is known against it. */
    Optional<DialFailure> against(DialRequest dial) {
        NodeId node = dial.expected();
        return node == null || !revoked.node(node) ? Optional.empty() : Optional.of(failure(node));
    }

    /** A node is revoked from now on: ends every link to it, and to whoever has a key that is barred with it. */
    void close(NodeId node) {
        Set<NodeId> barred = new HashSet<>();
        if (revoked.node(node)) {
            barred.add(node);
        }
        for (Link link : links.links()) {
            // The key a link was made with is the pinned one, or none that was proved.
            Optional<Pin> pin = trust.find(link.peer());
            if (pin.isPresent() && revoked.key(pin.get().publicKey())) {
                barred.add(link.peer());
            }
        }
        barred.forEach(links::expel);
    }

    private static DialFailure failure(NodeId node) {
        return new DialFailure(DialFailure.Kind.AUTHENTICATION, AuthFailure.REVOKED, node + " is revoked on this node");
    }
}
