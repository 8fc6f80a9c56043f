package io.barrel.p2p.roster;

import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The suspicions that are not decided: who accuses whom, until when, and who objects. */
final class Suspicions {

    /** An accuser that is not the first to decide waits for up to so long, lest all say the same. */
    static final int DECISION_JITTER = 1_000;

    /** Accusers of one suspicion that are told apart: three decide as fast as any number. */
    static final int MAX_ACCUSERS = 16;

    private final RosterContext context;
    private final SuspicionTimeouts timeouts;
    private final Vouching vouching;
    /** Of members only, which are bounded: one that were given up early would never be decided. */
    private final Map<NodeId, OpenSuspicion> open = new LinkedHashMap<>();

    /** What is decided: that a suspect is dead, and whether it is for this node to tell. */
    interface Verdict {
        void dead(MemberEntry suspect, boolean tell, long now);
    }

    private final Verdict verdict;
    private final Consumer<OpenSuspicion> withdrawn;

    Suspicions(RosterContext context, Verdict verdict, Consumer<OpenSuspicion> withdrawn) {
        this.context = context;
        this.timeouts = new SuspicionTimeouts(context.config());
        this.vouching = new Vouching(context);
        this.verdict = verdict;
        this.withdrawn = withdrawn;
    }

    /**
     * Somebody accuses a member whose entry is not greater than this one; whether that was new.
     *
     * @param accusation the entry, suspect, with its accuser
     * @param before what the replica holds
     */
    boolean accuse(MemberEntry accusation, @Nullable MemberEntry before, long now) {
        OpenSuspicion suspicion = begin(accusation, before, now);
        NodeId accuser = accusation.requireAccuser();
        boolean room = suspicion.accusers().size() < MAX_ACCUSERS || accuser.equals(context.self());
        if (!room || !suspicion.accuse(accuser, now)) {
            return false;
        }
        vouching.consider(suspicion, accuser);
        schedule(suspicion, now);
        return true;
    }

    /** A suspicion came by anti-entropy: whoever raised it may be gone, so it runs out late, and nobody is told then. */
    void learn(MemberEntry accusation, long now) {
        schedule(begin(accusation, null, now), now);
    }

    private OpenSuspicion begin(MemberEntry accusation, @Nullable MemberEntry before, long now) {
        OpenSuspicion suspicion = open.get(accusation.node());
        if (suspicion != null && suspicion.isOf(accusation.incarnation(), accusation.refutation())) {
            return suspicion;
        }
        end(accusation.node(), Suspicion.Outcome.OVERTAKEN);
        Suspicion story = new Suspicion(
                accusation.node(),
                accusation.incarnation(),
                accusation.requireAccuser(),
                accusation.requireReason(),
                context.instant(),
                Suspicion.Outcome.OPEN,
                null);
        OpenSuspicion begun = new OpenSuspicion(accusation, before, story, now);
        open.put(accusation.node(), begun);
        context.view().suspected(story);
        return begun;
    }

    private void schedule(OpenSuspicion suspicion, long now) {
        long delay = Math.max(0, deadline(suspicion) - now);
        context.schedule(new RosterTimer.Suspicion(suspicion.suspect().node()), delay);
    }

    /**
     * An accuser decides when the suspicion has lasted long enough, and the shortest time at least since the last accuser that made it
     * shorter. Who accuses nobody leaves it to them: it waits twice as long, and decides alone only if they failed too.
     */
    private long deadline(OpenSuspicion suspicion) {
        long timeout = timeouts.of(suspicion.accusers().size());
        return suspicion.accusers().contains(context.self())
                ? suspicion.deadline(timeout, timeouts.shortest())
                : suspicion.deadline(2 * timeout, 2 * timeouts.shortest());
    }

    /** Time for a decision, unless it was put off; false if there is nothing to decide. */
    boolean expire(NodeId node, long now) {
        OpenSuspicion suspicion = open.get(node);
        if (suspicion == null) {
            return false;
        }
        boolean accuser = suspicion.accusers().contains(context.self());
        if (now < deadline(suspicion)) {
            schedule(suspicion, now);
        } else if (accuser && !suspicion.isFirstAccuser(context.self()) && suspicion.waitsForOthers()) {
            context.schedule(
                    new RosterTimer.Suspicion(node), 1 + context.random().nextInt(DECISION_JITTER));
        } else {
            verdict.dead(suspicion.suspect(), accuser, now);
        }
        return true;
    }

    /** A node objects. */
    void vouch(NodeId voucher, RosterBroadcast.Vouch vouch, long now) {
        OpenSuspicion suspicion = open.get(vouch.node());
        boolean accused = suspicion != null
                && suspicion.isOf(vouch.incarnation(), vouch.refutation())
                && suspicion.accusers().contains(vouch.accuser());
        if (suspicion == null || !accused || !vouching.accepts(suspicion, voucher)) {
            return;
        }
        suspicion.vouch(vouch.accuser());
        vouching.cancel(vouch.node(), vouch.accuser());
        if (suspicion.hasAccusers()) {
            schedule(suspicion, now);
        } else {
            end(vouch.node(), Suspicion.Outcome.REFUTED);
            withdrawn.accept(suspicion);
        }
    }

    /** Time to object, unless somebody has. */
    RosterBroadcast.@Nullable Vouch dueVouch(RosterTimer.Vouch timer) {
        vouching.elapsed(timer);
        OpenSuspicion suspicion = open.get(timer.node());
        return suspicion == null ? null : vouching.due(suspicion, timer.accuser());
    }

    /**
     * There is proof that a member lives: this node will object to what others say, and if it accuses the member itself, this is its
     * objection against itself.
     */
    RosterBroadcast.@Nullable Vouch alive(NodeId node, long incarnation) {
        OpenSuspicion suspicion = open.get(node);
        if (suspicion == null || suspicion.suspect().incarnation() != incarnation) {
            return null;
        }
        vouching.hurry(suspicion);
        if (!suspicion.accusers().contains(context.self())) {
            return null;
        }
        return new RosterBroadcast.Vouch(node, incarnation, suspicion.suspect().refutation(), context.self());
    }

    /** A suspicion is decided, one way or the other. */
    void end(NodeId node, Suspicion.Outcome outcome) {
        OpenSuspicion suspicion = open.remove(node);
        if (suspicion == null) {
            return;
        }
        context.cancel(new RosterTimer.Suspicion(node));
        suspicion.accusers().forEach(accuser -> vouching.cancel(node, accuser));
        Suspicion before = suspicion.record();
        context.view().ended(before, before.ended(outcome, context.instant()));
    }

    @Nullable
    OpenSuspicion of(NodeId node) {
        return open.get(node);
    }

    /** Whether a death may be believed that somebody announces: it was suspected for long enough, or so are the clocks. */
    boolean isRipe(MemberEntry dead, long now) {
        OpenSuspicion suspicion = open.get(dead.node());
        return suspicion != null
                && suspicion.isOf(dead.incarnation(), dead.refutation())
                && now - suspicion.since() >= timeouts.shortest() / 2;
    }

    /** Suspicions this node alone raised since a moment. */
    List<OpenSuspicion> ownSince(long moment) {
        List<OpenSuspicion> own = new ArrayList<>();
        for (OpenSuspicion suspicion : open.values()) {
            boolean alone =
                    suspicion.accusers().size() == 1 && suspicion.accusers().contains(context.self());
            if (alone && suspicion.since() >= moment) {
                own.add(suspicion);
            }
        }
        return own;
    }

    void extend(long millis) {
        open.values().forEach(suspicion -> suspicion.extend(millis));
    }
}
