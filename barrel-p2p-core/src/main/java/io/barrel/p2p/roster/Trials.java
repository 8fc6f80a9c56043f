package io.barrel.p2p.roster;

import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.wire.NodeId;
import java.util.function.BooleanSupplier;

/**
 * From the accusation of a member to the verdict: what this node says of others, hears of them, and believes meanwhile. A node that is
 * cut off, without any neighbour or because it left, says nothing and presumes for itself alone.
 */
final class Trials {

    private final RosterContext context;
    private final MemberStore store;
    private final Members members;
    private final Suspicions suspicions;
    private final BooleanSupplier cutOff;

    /**
     * No trial is on.
     *
     * @param cutOff whether nobody listens: this node has no neighbour at all, or left
     */
    Trials(RosterContext context, MemberStore store, Members members, BooleanSupplier cutOff) {
        this.context = context;
        this.store = store;
        this.members = members;
        this.cutOff = cutOff;
        this.suspicions = new Suspicions(context, this::decide, this::withdraw);
    }

    /** This process was held up: what others had to say may be unread. */
    void extend(long millis) {
        suspicions.extend(millis);
    }

    /** This node cannot reach a member. */
    void accuse(NodeId node, SuspicionReason reason, long now) {
        MemberEntry held = store.member(node);
        if (held == null || held.status() == MemberStatus.DEAD || held.status() == MemberStatus.LEFT) {
            return;
        }
        MemberEntry accusation = held.with(MemberStatus.SUSPECT, context.wallMillis(), context.self(), reason);
        if (cutOff.getAsBoolean()) {
            presume(accusation);
        } else if (suspicions.accuse(accusation, held, now)) {
            members.accusedAnew(accusation);
            store.write(accusation, now);
        }
    }

    /** Another node says that it cannot reach a member, or that the member is dead. */
    void hear(MemberEntry said, long now) {
        if (said.status() == MemberStatus.DEAD && suspicions.isRipe(said, now)) {
            store.conclude(said, now);
            return;
        }
        // A verdict without a trial is an accusation.
        MemberEntry accusation = said.with(MemberStatus.SUSPECT, said.since(), said.accuser(), said.reason());
        MemberEntry held = store.member(said.node());
        if (held == null || !held.answers(accusation)) {
            if (suspicions.accuse(accusation, held, now)) {
                members.accusedAnew(accusation);
            }
            store.conclude(accusation, now);
        }
    }

    void hear(NodeId voucher, RosterBroadcast.Vouch vouch, long now) {
        suspicions.vouch(voucher, vouch, now);
    }

    /** A link to a member is up: if this node accused it, it was wrong. */
    void linked(NodeId peer, long incarnation, long now) {
        RosterBroadcast.Vouch withdrawal = suspicions.alive(peer, incarnation);
        if (withdrawal != null) {
            vouch(withdrawal, now);
        }
    }

    /** Time to object, unless somebody has. */
    void objectionDue(RosterTimer.Vouch timer, long now) {
        RosterBroadcast.Vouch vouch = suspicions.dueVouch(timer);
        if (vouch != null) {
            vouch(vouch, now);
        }
    }

    private void vouch(RosterBroadcast.Vouch vouch, long now) {
        context.broadcast(vouch);
        suspicions.vouch(context.self(), vouch, now);
    }

    /** Time for a verdict, or for a presumption to go on to the worst. */
    void expire(NodeId node, long now) {
        MemberEntry belief = members.belief(node);
        // With a neighbour a presumption is not for this node alone to decide: a probe is under way.
        if (!suspicions.expire(node, now)
                && cutOff.getAsBoolean()
                && belief != null
                && belief.status() == MemberStatus.SUSPECT) {
            members.believe(dead(belief, belief.requireAccuser()));
        }
    }

    private void decide(MemberEntry suspect, boolean tell, long now) {
        if (cutOff.getAsBoolean()) {
            suspicions.end(suspect.node(), Suspicion.Outcome.OVERTAKEN);
            members.believe(dead(suspect, suspect.requireAccuser()));
        } else if (tell) {
            store.write(dead(suspect, context.self()), now);
        } else {
            // In the words of the entry that all hold, so that all who decide alone hold the same.
            MemberEntry held = store.member(suspect.node());
            MemberEntry heard = held != null && held.status() == MemberStatus.SUSPECT ? held : suspect;
            store.conclude(heard.with(MemberStatus.DEAD, heard.since(), heard.accuser(), heard.reason()), now);
        }
    }

    private MemberEntry dead(MemberEntry suspect, NodeId accuser) {
        return suspect.with(MemberStatus.DEAD, context.wallMillis(), accuser, suspect.requireReason());
    }

    /** All who accused it were wrong; the replica learns so when the suspect speaks for itself. */
    private void withdraw(OpenSuspicion suspicion) {
        members.believe(suspicion.suspect().with(MemberStatus.ALIVE, context.wallMillis(), null, null));
    }

    /** The last neighbour is gone: more likely this node is cut off than that all died. What it just said was heard by nobody. */
    void recall(long since, long now) {
        for (OpenSuspicion suspicion : suspicions.ownSince(since)) {
            MemberEntry before = suspicion.before();
            if (before != null) {
                suspicions.end(before.node(), Suspicion.Outcome.OVERTAKEN);
                store.restore(before, now);
                presume(suspicion.suspect());
            }
        }
    }

    private void presume(MemberEntry suspect) {
        members.believe(suspect);
        context.schedule(
                new RosterTimer.Suspicion(suspect.node()),
                context.config().suspicionTimeout().toMillis());
    }

    /** A member that was presumed gone was reached. */
    void reached(NodeId node, long now) {
        MemberEntry belief = members.belief(node);
        if (belief != null && belief.status() != MemberStatus.ALIVE) {
            members.believeReplica(node, store.held(node));
            MemberEntry held = store.member(node);
            if (held != null) {
                // That others suspect it was not looked into while it was presumed gone.
                follow(held, now);
            }
        }
    }

    /** The suspicion of a member begins or ends with what the replica holds of it. */
    void follow(MemberEntry member, long now) {
        OpenSuspicion open = suspicions.of(member.node());
        switch (member.status()) {
            case SUSPECT -> {
                boolean known = open != null && open.isOf(member.incarnation(), member.refutation());
                MemberEntry belief = members.belief(member.node());
                if (!known && (belief == null || members.isOutlivedBy(member))) {
                    suspicions.learn(member, now);
                }
            }
            case DEAD -> suspicions.end(member.node(), Suspicion.Outcome.CONFIRMED);
            case ALIVE -> {
                boolean refuted = open != null && open.suspect().incarnation() == member.incarnation();
                suspicions.end(member.node(), refuted ? Suspicion.Outcome.REFUTED : Suspicion.Outcome.OVERTAKEN);
            }
            case LEFT -> suspicions.end(member.node(), Suspicion.Outcome.OVERTAKEN);
        }
    }
}
