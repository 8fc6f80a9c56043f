package io.barrel.p2p.membership;

import io.barrel.p2p.membership.Proposals.Cause;
import io.barrel.p2p.wire.Peer;

/**
 * What keeps an overlay whole that looks well from every single node. A network that came apart leaves islands, in each of
 * which all views are full of each other; so nodes dial whom they lost, ask contacts they never met, and exchange an active
 * peer now and then.
 */
final class Renewal {

    /** Contacts are asked once in so many rounds of healing: they are looked up, and a look-up costs others. */
    static final int ROUNDS_PER_STRANGER = 10;

    private final Surroundings around;
    private final Neighborhood neighborhood;
    private final EdgeRequests requests;
    private int rounds;

    Renewal(Surroundings around, Neighborhood neighborhood, EdgeRequests requests) {
        this.around = around;
        this.neighborhood = neighborhood;
        this.requests = requests;
    }

    /** A passive peer takes the place of a random active one. */
    void rotate(long now) {
        approachOne(Cause.ROTATION, now);
    }

    /** A passive peer takes the place of an active one that is farther, if it turns out to be nearer. */
    void approach(long now) {
        approachOne(Cause.APPROACH, now);
    }

    private void approachOne(Cause cause, long now) {
        Peer candidate = neighborhood.active().isFull() ? requests.candidate(now) : null;
        if (candidate != null) {
            requests.approach(candidate, cause);
        }
    }

    /** One of the lost is dialled, whatever the state of the views. */
    void heal(long now) {
        Peer lost = neighborhood.remembered().any(around.random(), neighborhood.active()::contains, now);
        if (lost != null) {
            requests.approach(lost, Cause.HEALING);
        }
        rounds++;
        if (rounds % ROUNDS_PER_STRANGER == 0) {
            around.outputs().accept(new MembershipOutput.SeekStranger());
        }
    }
}
