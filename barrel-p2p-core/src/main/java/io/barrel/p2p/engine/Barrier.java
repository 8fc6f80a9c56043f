package io.barrel.p2p.engine;

import io.barrel.p2p.security.Revoked;
import io.barrel.p2p.security.TrustStore;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the links of a node free of whom a revocation bars. The handshake does so for new ones. On the loop. */
final class Barrier {

    private static final Logger log = LoggerFactory.getLogger(Barrier.class);

    private final NodeId self;
    private final Revoked revoked;
    private final TrustStore trust;
    private final LinkTable links;

    Barrier(NodeId self, Revoked revoked, TrustStore trust, LinkTable links) {
        this.self = self;
        this.revoked = revoked;
        this.trust = trust;
        this.links = links;
    }

    /** Why there is to be no link to a node; empty if nothing is known against it, or if it is not known who it is. */
    Optional<DialFailure> against(@Nullable NodeId node) {
        return node != null && isBarred(node) ? Optional.of(failure(node)) : Optional.empty();
    }

    /** The key a link was made with is the pinned one, or none that was proved. */
    private boolean isBarred(NodeId node) {
        return revoked.node(node)
                || trust.find(node).filter(pin -> revoked.key(pin.publicKey())).isPresent();
    }

    /** A node is revoked from now on: ends every link to it, and to whoever has a key that is barred with it. */
    void close(NodeId node) {
        if (node.equals(self)) {
            log.atWarn()
                    .addKeyValue("node", self)
                    .log(
                            "{} has been revoked: it goes on, but nodes that honour this have no more to do with it",
                            self);
        }
        Set<NodeId> barred = new HashSet<>();
        if (isBarred(node)) {
            barred.add(node);
        }
        links.links().stream().map(Link::peer).filter(this::isBarred).forEach(barred::add);
        barred.forEach(links::expel);
    }

    private static DialFailure failure(NodeId node) {
        return new DialFailure(DialFailure.Kind.AUTHENTICATION, AuthFailure.REVOKED, node + " is revoked on this node");
    }
}
