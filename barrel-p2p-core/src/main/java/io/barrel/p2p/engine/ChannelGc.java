package io.barrel.p2p.engine;

import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.wire.NodeId;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Closes links that nobody needs: to peers that are not active, over which nothing is under way, and that are not young. The next
 * message opens another. On the loop.
 */
final class ChannelGc {

    private static final long LISTEN_PERIOD = 1_000;

    /** How long a peer may be silent that owes a receipt, in milliseconds: time for QUIC to repeat what it is for a few times. */
    private static final long MAX_SILENCE = 5_000;

    private final ChannelGcConfig config;
    private final LinkTable links;
    private final Loop loop;
    private final Clock clock;
    private final Predicate<NodeId> needed;
    private final Predicate<NodeId> waiting;
    private final LongAdder reaped;
    private Map<Link, Long> owedSince = new HashMap<>();

    /**
     * Looks for nothing yet.
     *
     * @param needed whether a peer is active, or something is under way with it
     * @param waiting whether a peer has not received what was sent to it
     * @param reaped counts the links that were closed
     */
    ChannelGc(
            ChannelGcConfig config,
            LinkTable links,
            Loop loop,
            Clock clock,
            Predicate<NodeId> needed,
            Predicate<NodeId> waiting,
            LongAdder reaped) {
        this.config = config;
        this.links = links;
        this.loop = loop;
        this.clock = clock;
        this.needed = needed;
        this.waiting = waiting;
        this.reaped = reaped;
    }

    void start() {
        loop.schedule(this::sweep, config.sweepPeriod().toMillis());
        loop.schedule(this::listen, LISTEN_PERIOD);
    }

    /** A peer that owes a receipt and says nothing is not there, though QUIC may take half a minute to find out; another link is tried. */
    private void listen() {
        Map<Link, Long> stillOwed = new HashMap<>();
        for (Link link : links.links()) {
            if (waiting.test(link.peer())) {
                stillOwed.put(link, owedSince.getOrDefault(link, loop.now()));
            }
        }
        owedSince = stillOwed;
        owedSince.forEach((link, since) -> {
            long owed = loop.now() - since;
            if (owed >= MAX_SILENCE && link.silence() >= owed) {
                link.close(CloseReason.IDLE);
            }
        });
        loop.schedule(this::listen, LISTEN_PERIOD);
    }

    /** Nobody watches a link of no edge: it would outlive a member that is dead, and what is sent over it would wait for nothing. */
    void died(NodeId node, long idleMillis) {
        links.link(node).filter(link -> link.silence() > idleMillis).ifPresent(link -> link.close(CloseReason.IDLE));
    }

    private void sweep() {
        Instant bornBefore = clock.instant().minus(config.minAge());
        for (Link link : links.links()) {
            if (!needed.test(link.peer()) && !link.statistics().since().isAfter(bornBefore)) {
                reaped.increment();
                link.close(CloseReason.IDLE);
            }
        }
        loop.schedule(this::sweep, config.sweepPeriod().toMillis());
    }
}
