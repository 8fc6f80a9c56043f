package io.barrel.p2p.engine;

import io.barrel.p2p.relay.RelayCodec;
import io.barrel.p2p.relay.RelayConfig;
import io.barrel.p2p.relay.RelayMessage;
import io.barrel.p2p.relay.Router;
import io.barrel.p2p.relay.RouterInput;
import io.barrel.p2p.relay.RouterOutput;
import io.barrel.p2p.relay.RouterPorts;
import io.barrel.p2p.roster.Roster;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.Protocols;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links for messages to any member: dialled, or else over other nodes, until a dial succeeds. Feeds the router and carries out what it
 * wants. On the loop.
 */
final class Relays implements RouterPorts {

    private static final Logger log = LoggerFactory.getLogger(Relays.class);

    private final OverlayParts parts;
    private final RelayConfig config;
    private final LinkTable links;
    private final Roster roster;
    private final Supplier<? extends Collection<NodeId>> neighbors;
    private final BiConsumer<NodeId, DialFailure> unreachable;
    private final Router router;
    private final PacketRelay packets;
    private final Map<NodeId, Attempt> attempts = new HashMap<>();
    private final Deque<RouterInput> inputs = new ArrayDeque<>();
    private boolean feeding;

    /** Where the search for a link is. */
    private static final class Attempt {
        final Peer peer;
        /** Why it could not be dialled; null before that is known. */
        @Nullable
        DialFailure failure;

        @Nullable
        Route over;

        Attempt(Peer peer) {
            this.peer = peer;
        }
    }

    /**
     * Relays nothing yet.
     *
     * @param neighbors the active view
     * @param unreachable told of nodes that there is no way to, in the end
     */
    Relays(
            OverlayParts parts,
            LinkTable links,
            Roster roster,
            Supplier<? extends Collection<NodeId>> neighbors,
            BiConsumer<NodeId, DialFailure> unreachable) {
        NodeId self = parts.node().self().node();
        this.parts = parts;
        this.config = parts.messaging().relay();
        this.links = links;
        this.roster = roster;
        this.neighbors = neighbors;
        this.unreachable = unreachable;
        this.router = new Router(self, config, this, parts.random(), this::carryOut);
        this.packets = new PacketRelay(
                self, links, parts.transport().loop(), parts.statistics(), parts.transport()::receive, this::broken);
    }

    void start() {
        parts.transport().loop().schedule(this::sweep, config.cacheSweepPeriod().toMillis());
    }

    /** A direct way may be open by now. */
    private void sweep() {
        packets.sweep();
        for (Link link : links.links()) {
            if (link.route().isPresent()) {
                links.renew(link.peer());
            }
        }
        start();
    }

    private long now() {
        return parts.transport().loop().now();
    }

    /** Whether a node is linked over others. */
    boolean isRelayed(NodeId node) {
        return links.link(node).flatMap(Link::route).isPresent();
    }

    /** Whether packets of others take the link to a node. */
    boolean uses(NodeId node) {
        return packets.uses(node);
    }

    /** Sees to a link to a node: it is linked in the end, or unreachable. */
    void connect(Peer peer) {
        if (attempts.containsKey(peer.node())) {
            return;
        }
        Attempt attempt = new Attempt(peer);
        attempts.put(peer.node(), attempt);
        Optional<Route> known = router.known(peer.node(), now());
        if (known.isPresent()) {
            dialOver(attempt, known.get());
        } else {
            links.connect(peer);
        }
    }

    private void dialOver(Attempt attempt, Route route) {
        attempt.over = route;
        links.connect(attempt.peer, route);
    }

    /** A node is linked. */
    void linked(NodeId node) {
        attempts.remove(node);
        feed(new RouterInput.Connected(node, isLinked(node)));
    }

    /** A node could not be dialled. */
    void connectFailed(NodeId node, DialFailure failure) {
        feed(new RouterInput.Connected(node, false));
        Attempt attempt = attempts.get(node);
        if (attempt == null) {
            return;
        }
        if (failure.isRefusal()) {
            giveUp(node, failure);
        } else if (attempt.over != null) {
            feed(new RouterInput.Broken(attempt.over));
            attempt.over = null;
            if (attempt.failure == null) {
                links.connect(attempt.peer);
            } else {
                giveUp(node, attempt.failure);
            }
        } else if (attempt.failure == null) {
            attempt.failure = failure;
            feed(new RouterInput.Find(node));
        }
    }

    private void giveUp(NodeId node, DialFailure failure) {
        attempts.remove(node);
        unreachable.accept(node, failure);
    }

    /** A node is not linked any more: what went over it finds another way, or none. */
    void unlinked(NodeId node) {
        feed(new RouterInput.Connected(node, false));
        for (Link link : links.links()) {
            link.route().filter(route -> route.first().equals(node)).ifPresent(this::broken);
        }
    }

    /** A route from this node leads nowhere. */
    private void broken(Route route) {
        feed(new RouterInput.Broken(route));
        links.link(route.target())
                .filter(link -> link.route().equals(Optional.of(route)))
                .ifPresent(link -> link.close(CloseReason.IDLE));
    }

    /** Sends a packet of this node on its way. */
    void send(Route route, ByteBuffer packet) {
        packets.send(route, packet);
    }

    /**
     * A frame of relays came.
     *
     * @return whether this version knows its kind
     * @throws MalformedInputException if it makes no sense
     */
    boolean received(NodeId from, Frame frame) {
        Optional<RelayMessage> decoded = RelayCodec.decode(frame.payload());
        if (decoded.isEmpty()) {
            return false;
        }
        RelayMessage message = decoded.get();
        if (message instanceof RelayMessage.Packet packet) {
            packets.received(from, packet);
        } else if (message instanceof RelayMessage.Lost lost) {
            packets.received(from, lost);
        } else if (message instanceof RelayMessage.Request request) {
            feed(new RouterInput.Asked(from, request));
        } else if (message instanceof RelayMessage.Reply reply) {
            feed(new RouterInput.Answered(from, reply));
        }
        return true;
    }

    private void feed(RouterInput input) {
        inputs.add(input);
        if (feeding) {
            return;
        }
        feeding = true;
        try {
            for (RouterInput next = inputs.poll(); next != null; next = inputs.poll()) {
                router.handle(next, now());
            }
        } finally {
            feeding = false;
        }
    }

    @Override
    public boolean isLinked(NodeId node) {
        return links.link(node).filter(link -> link.route().isEmpty()).isPresent();
    }

    @Override
    public Collection<NodeId> neighbors() {
        return List.copyOf(neighbors.get());
    }

    private void carryOut(RouterOutput output) {
        if (output instanceof RouterOutput.SendTo send) {
            links.send(send.to(), new Frame(Protocols.RELAY, RelayCodec.encode(send.message())));
        } else if (output instanceof RouterOutput.Connect connect) {
            connectFor(connect.node());
        } else if (output instanceof RouterOutput.Found found) {
            found(found.route());
        } else if (output instanceof RouterOutput.NotFound notFound) {
            Attempt attempt = attempts.get(notFound.target());
            if (attempt != null && attempt.failure != null && attempt.over == null) {
                giveUp(notFound.target(), attempt.failure);
            }
        } else if (output instanceof RouterOutput.Dropped) {
            parts.statistics().routeRequestsDropped.increment();
        } else if (output instanceof RouterOutput.Schedule schedule) {
            parts.transport()
                    .loop()
                    .schedule(() -> feed(new RouterInput.TimerFired(schedule.timer())), schedule.delayMillis());
        }
    }

    private void found(Route route) {
        Attempt attempt = attempts.get(route.target());
        if (attempt != null && attempt.failure != null && attempt.over == null) {
            log.atInfo()
                    .addKeyValue("peer", route.target())
                    .log("Reaching {} over {}: {}", route.target(), route.via(), attempt.failure.detail());
            dialOver(attempt, route);
        }
    }

    /** Another node wants to know whether this one can reach a third. */
    private void connectFor(NodeId node) {
        Optional<Peer> member =
                roster.member(node).filter(of -> of.status().isPresent()).map(of -> new Peer(node, of.address()));
        if (member.isPresent()) {
            links.connect(member.get());
        } else {
            feed(new RouterInput.Connected(node, false));
        }
    }
}
