package io.barrel.p2p.engine;

import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes links anew that show a certificate this node has replaced, one after the other. A link that cannot be made anew stays as
 * it is and is tried again, ever more seldom, {@link #MAX_ROUNDS} times in all. On the loop.
 */
final class LinkRenewal {

    /** About 24 minutes of trying. */
    static final int MAX_ROUNDS = 12;

    private static final long FIRST_PAUSE = 1_000;
    private static final long LONGEST_PAUSE = 300_000;

    private static final Logger log = LoggerFactory.getLogger(LinkRenewal.class);

    private final LinkTable links;
    private final Loop loop;
    private final Deque<NodeId> waiting = new ArrayDeque<>();
    private @Nullable DialRequest dial;
    private Loop.@Nullable Cancellable pause;
    private int rounds;

    LinkRenewal(LinkTable links, Loop loop) {
        this.links = links;
        this.loop = loop;
    }

    /** The certificate was replaced. */
    void begin() {
        rounds = 0;
        round();
    }

    /** A link came up: its connection may have begun before the certificate was replaced. */
    void linkUp(Link link) {
        boolean idle = dial == null && pause == null;
        if (idle && link.isOutdated()) {
            rounds = 0;
            pause();
        }
    }

    /** A dial ended in a link or a failure. */
    void ended(DialRequest ended) {
        if (ended == dial) {
            dial = null;
            next();
        }
    }

    private void round() {
        if (pause != null) {
            pause.cancel();
            pause = null;
        }
        waiting.clear();
        links.links().stream().filter(Link::isOutdated).map(Link::peer).forEach(waiting::add);
        next();
    }

    private void next() {
        while (dial == null && !waiting.isEmpty()) {
            NodeId node = waiting.remove();
            if (links.link(node).filter(Link::isOutdated).isPresent()) {
                dial = links.remake(node).orElse(null);
            }
        }
        if (dial == null) {
            endRound();
        }
    }

    private void endRound() {
        long left = links.links().stream().filter(Link::isOutdated).count();
        if (left == 0) {
            return;
        }
        rounds++;
        if (rounds < MAX_ROUNDS) {
            pause();
        } else {
            log.atWarn()
                    .addKeyValue("links", left)
                    .log(
                            "{} links keep the certificate before, for their peers could not be dialled in {} tries",
                            left,
                            rounds);
        }
    }

    private void pause() {
        pause = loop.schedule(this::round, Math.min(FIRST_PAUSE << rounds, LONGEST_PAUSE));
    }
}
