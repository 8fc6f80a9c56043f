package io.barrel.p2p.engine;

import io.barrel.p2p.node.NodeOutput;
import io.barrel.p2p.replica.ReplicaPolicy;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Counts and logs what peers sent and was refused: one line for each kind and second, and how many were not logged. On the loop. */
final class Refusals {

    private static final long PERIOD = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    private final NodeStatistics statistics;
    private final Map<ReplicaPolicy.Refusal, Quiet> quiet = new EnumMap<>(ReplicaPolicy.Refusal.class);

    Refusals(NodeStatistics statistics) {
        this.statistics = statistics;
    }

    private record Quiet(long until, long unlogged) {}

    /** One line for what a hostile peer may repeat as often as it likes would fill the disk: the counter tells how often. */
    void refused(NodeOutput.Refused refused, long now) {
        statistics.refused(refused.refusal()).increment();
        Quiet before = quiet.get(refused.refusal());
        if (before != null && now < before.until()) {
            quiet.put(refused.refusal(), new Quiet(before.until(), before.unlogged() + 1));
            return;
        }
        long unlogged = before == null ? 0 : before.unlogged();
        // A node that restarts is to see its echoes: nothing is wrong.
        log.atLevel(refused.refusal() == ReplicaPolicy.Refusal.ECHO ? Level.DEBUG : Level.WARN)
                .addKeyValue("peer", refused.from())
                .addKeyValue("refusal", refused.refusal())
                .log(
                        "Refused from {}: {} ({}){}",
                        refused.from(),
                        refused.what(),
                        refused.refusal(),
                        unlogged == 0 ? "" : ", and " + unlogged + " more before");
        quiet.put(refused.refusal(), new Quiet(now + PERIOD, 0));
    }
}
