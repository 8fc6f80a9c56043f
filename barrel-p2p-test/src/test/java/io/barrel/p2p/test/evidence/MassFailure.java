package io.barrel.p2p.test.evidence;

import static io.barrel.p2p.test.NodeChoice.any;
import static io.barrel.p2p.test.NodeChoice.first;
import static io.barrel.p2p.test.NodeChoice.node;
import static io.barrel.p2p.test.NodeChoice.part;

import io.barrel.p2p.test.Latency;
import io.barrel.p2p.test.SimCluster;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Part of a stable overlay dies at once (HyParView, section 5): what floods reach in the seconds after, when nobody but
 * the views helps, and a minute after that when contacts can be asked again.
 */
final class MassFailure {

    /** A membership cycle is a shuffle period. */
    static final Duration CYCLE = Duration.ofSeconds(10);

    static final int CYCLES = 50;

    private static final int MESSAGES = 100;
    private static final int WATCHED_SECONDS = 60;

    private final NavigableMap<Integer, Floods> afterSeconds = new TreeMap<>();
    private final Floods before;
    private final Floods withContacts;
    private final int alive;

    /** Lets this part of the cluster's nodes die, and watches. */
    MassFailure(SimCluster cluster, double died) {
        before = Floods.through(cluster.overlay(), MESSAGES);
        cluster.contactsAre(node()).crash(part(died));
        alive = cluster.up().size();
        for (int second = 0; second <= WATCHED_SECONDS; second++) {
            afterSeconds.put(second, Floods.through(cluster.overlay(), MESSAGES));
            cluster.settle(Duration.ofSeconds(1));
        }
        cluster.contactsAre(any(3)).settle(Duration.ofSeconds(WATCHED_SECONDS));
        withContacts = Floods.through(cluster.overlay(), MESSAGES);
    }

    /**
     * Nodes that joined one after the other through the first, each when the one before it was in, and then the cycles of
     * the paper. Joins that overlap make another overlay (rotation.csv).
     */
    static SimCluster stable(int nodes, long seed) {
        return stable(SimCluster.of(nodes).seed(seed));
    }

    /** The same of a cluster whose nodes have not been started. */
    static SimCluster stable(SimCluster cluster) {
        return cluster.latency(Latency.uniform(1, 3))
                .joinedThrough(first(), Duration.ofMillis(25))
                .settle(CYCLE.multipliedBy(CYCLES));
    }

    int alive() {
        return alive;
    }

    Floods before() {
        return before;
    }

    /** What floods reached so many seconds after the failure, 0 to 60. */
    Floods after(int seconds) {
        return afterSeconds.floorEntry(seconds).getValue();
    }

    /** What they reached two minutes after the failure, when contacts could be asked for the last of them. */
    Floods withContacts() {
        return withContacts;
    }

    /** Seconds from which on, as long as it was watched, floods reached at least this part; -1 if they did not. */
    int secondsUntil(double reliability) {
        int since = -1;
        for (int second : afterSeconds.descendingKeySet()) {
            if (after(second).reliability() < reliability) {
                return since;
            }
            since = second;
        }
        return since;
    }
}
