package io.barrel.p2p.sample;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.engine.NodeInfo;
import io.barrel.p2p.membership.Views;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as this node sees it.
 *
 * @param node this node; null while it is stopped
 * @param peers whom it knows
 * @param members who belongs to the cluster
 * @param messages the message board, oldest first
 * @param connections its links, newest first
 * @param events what happened, oldest first
 */
record Board(
        @Nullable Node node,
        Peers peers,
        Members members,
        List<Message> messages,
        List<Connection> connections,
        List<BoardEvent> events) {

    private static final double NANOS_PER_MILLI = 1e6;

    static Board of(BarrelP2p node, List<Message> messages, List<BoardEvent> events) {
        return new Board(
                node.node().map(Node::of).orElse(null),
                Peers.of(node.membership().views()),
                Members.of(node.roster()),
                messages,
                node.connections().stream().map(Connection::of).toList(),
                events);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** This node. Its incarnation is a text: JavaScript's numbers are too small for it. */
    record Node(
            String id,
            String address,
            String state,
            Instant stateSince,
            String incarnation,
            String fingerprint,
            String version,
            Instant startedAt,
            String dataDir) {

        private static Node of(NodeInfo info) {
            return new Node(
                    info.self().node().value(),
                    info.self().address().toString(),
                    word(info.state()),
                    info.stateSince(),
                    Long.toString(info.incarnation()),
                    info.fingerprint(),
                    info.version(),
                    info.startedAt(),
                    info.dataDir().toString());
        }
    }

    /** The views and their bounds. */
    record Peers(List<ActivePeer> active, List<PassivePeer> passive, int activeSize, int passiveSize) {

        private static Peers of(Views views) {
            return new Peers(
                    views.active().stream().map(ActivePeer::of).toList(),
                    views.passive().stream().map(PassivePeer::of).toList(),
                    views.activeSize(),
                    views.passiveSize());
        }
    }

    /** A peer this node exchanges gossip with; no round-trip time before it was measured. */
    record ActivePeer(
            String node,
            String address,
            Instant since,
            @Nullable Double rttMillis) {

        private static ActivePeer of(Views.Active active) {
            Duration rtt = active.rtt();
            return new ActivePeer(
                    active.peer().node().value(),
                    active.peer().address().toString(),
                    active.since(),
                    rtt == null ? null : rtt.toNanos() / NANOS_PER_MILLI);
        }
    }

    /** A peer kept as a spare. */
    record PassivePeer(String node, String address, Instant lastSeen, int failures) {

        private static PassivePeer of(Views.Passive passive) {
            return new PassivePeer(
                    passive.peer().node().value(),
                    passive.peer().address().toString(),
                    passive.lastSeen(),
                    passive.failures());
        }
    }

    /** A link, whether or not it carries an edge of the overlay. */
    record Connection(
            String peer,
            String remoteAddress,
            boolean dialled,
            boolean active,
            String assurance,
            Instant since,
            double rttMillis) {

        private static Connection of(io.barrel.p2p.transport.Connection connection) {
            return new Connection(
                    connection.peer().value(),
                    connection.remoteAddress().toString(),
                    connection.dialled(),
                    connection.active(),
                    word(connection.assurance()),
                    connection.statistics().since(),
                    connection.statistics().rttNanos() / NANOS_PER_MILLI);
        }
    }
}
