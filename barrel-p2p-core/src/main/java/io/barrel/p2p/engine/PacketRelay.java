package io.barrel.p2p.engine;

import io.barrel.p2p.relay.RelayCodec;
import io.barrel.p2p.relay.RelayMessage;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Protocols;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Passes packets on along their routes, each named in full by the packet: a relay keeps nothing of those it relays for, but when it
 * last did. On the loop.
 */
final class PacketRelay {

    /** How long a link counts as used after a packet was passed on over it, in milliseconds. */
    private static final long IN_USE = 60_000;

    private final NodeId self;
    private final LinkTable links;
    private final Loop loop;
    private final BiConsumer<Route, ByteBuffer> arrived;
    private final NodeStatistics statistics;
    private final Consumer<Route> broken;
    private final Map<NodeId, Long> lastPassed = new HashMap<>();

    /**
     * Passes nothing yet.
     *
     * @param arrived takes packets for this node, with the route back
     * @param broken told of a route from this node that leads nowhere
     */
    PacketRelay(
            NodeId self,
            LinkTable links,
            Loop loop,
            NodeStatistics statistics,
            BiConsumer<Route, ByteBuffer> arrived,
            Consumer<Route> broken) {
        this.self = self;
        this.links = links;
        this.loop = loop;
        this.arrived = arrived;
        this.statistics = statistics;
        this.broken = broken;
    }

    /** Sends a packet of this node on its way. */
    void send(Route route, ByteBuffer packet) {
        if (!pass(new RelayMessage.Packet(route, 1, packet))) {
            broken.accept(route);
        }
    }

    /**
     * A packet came from another node: it is for this one, or goes on.
     *
     * @throws MalformedInputException if its route does not lead from there to here
     */
    void received(NodeId from, RelayMessage.Packet packet) {
        Route route = packet.route();
        int position = packet.position();
        check(route, position, position - 1, from);
        if (position == route.nodes().size() - 1) {
            arrived.accept(route.reversed(), packet.packet());
        } else if (pass(new RelayMessage.Packet(route, position + 1, packet.packet()))) {
            lastPassed.put(from, loop.now());
        } else {
            tellLost(new RelayMessage.Lost(route, position - 1));
        }
    }

    /**
     * A packet of this node, or of one before it on the route, could not be passed on.
     *
     * @throws MalformedInputException if the route does not lead over both nodes
     */
    void received(NodeId from, RelayMessage.Lost lost) {
        check(lost.route(), lost.position(), lost.position() + 1, from);
        if (lost.position() == 0) {
            broken.accept(lost.route());
        } else {
            tellLost(new RelayMessage.Lost(lost.route(), lost.position() - 1));
        }
    }

    private void check(Route route, int here, int there, NodeId from) {
        int length = route.nodes().size();
        if (there < 0
                || there >= length
                || !route.nodes().get(here).equals(self)
                || !route.nodes().get(there).equals(from)) {
            throw new MalformedInputException("the route " + route + " does not lead from " + from + " to " + self);
        }
    }

    /** Whether there is a link to the next node; a packet that finds it busy is lost, as on any path. */
    private boolean pass(RelayMessage.Packet packet) {
        NodeId next = packet.route().nodes().get(packet.position());
        Optional<Link> link = direct(next);
        if (link.isEmpty()) {
            statistics.packetsDropped.increment();
            return false;
        }
        int lane = Math.floorMod(
                31 * packet.route().origin().hashCode()
                        + packet.route().target().hashCode(),
                Link.LANES);
        if (link.get().waiting(lane) < Link.LANE_HIGH_WATER) {
            statistics.packetsRelayed.increment();
            lastPassed.put(next, loop.now());
            link.get().send(lane, new Frame(Protocols.RELAY, RelayCodec.encode(packet)));
        } else {
            statistics.packetsDropped.increment();
        }
        return true;
    }

    private void tellLost(RelayMessage.Lost lost) {
        direct(lost.route().nodes().get(lost.position()))
                .ifPresent(link -> link.send(new Frame(Protocols.RELAY, RelayCodec.encode(lost))));
    }

    /** A relayed link relays nothing. */
    private Optional<Link> direct(NodeId node) {
        return links.link(node).filter(link -> link.route().isEmpty());
    }

    /** Whether packets of others took the link to a node lately. */
    boolean uses(NodeId node) {
        Long passed = lastPassed.get(node);
        return passed != null && loop.now() - passed < IN_USE;
    }

    void sweep() {
        lastPassed.values().removeIf(passed -> loop.now() - passed >= IN_USE);
    }
}
