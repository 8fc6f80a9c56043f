package io.barrel.p2p.roster;

import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One suspicion and what became of it.
 *
 * @param node who was suspected
 * @param incarnation which incarnation of it
 * @param accuser who could not reach it first
 * @param reason how that was noticed
 * @param since when this node heard of it
 * @param outcome what became of it
 * @param ended when; null while it is open
 */
public record Suspicion(
        NodeId node,
        long incarnation,
        NodeId accuser,
        SuspicionReason reason,
        Instant since,
        Outcome outcome,
        @Nullable Instant ended) {

    /** The same, ended. */
    Suspicion ended(Outcome newOutcome, Instant when) {
        return new Suspicion(node, incarnation, accuser, reason, since, newOutcome, when);
    }

    /** What becomes of a suspicion. */
    public enum Outcome {
        /** Undecided. */
        OPEN,
        /** The member objected, or somebody who hears it did. */
        REFUTED,
        /** Nobody objected in time: the member is taken for gone. */
        CONFIRMED,
        /** It left, or came back as a newer incarnation, before that was decided. */
        OVERTAKEN
    }
}
