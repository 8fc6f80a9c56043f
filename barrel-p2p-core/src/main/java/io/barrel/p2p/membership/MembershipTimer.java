package io.barrel.p2p.membership;

import io.barrel.p2p.wire.NodeId;

/** A timer of the membership machine, as a value. */
public sealed interface MembershipTimer {

    /** Time for a shuffle. */
    record Shuffle() implements MembershipTimer {}

    /** Time to fill the active view, drop what is stale, seek a contact when isolated. */
    record Maintain() implements MembershipTimer {}

    /** Time to exchange an active peer for a passive one. */
    record Rotate() implements MembershipTimer {}

    /** Time to dial somebody who was lost. */
    record Heal() implements MembershipTimer {}

    /** Time to look for a nearer peer. */
    record Approach() implements MembershipTimer {}

    /**
     * A proposal was not answered.
     *
     * @param peer to whom
     * @param edge which
     */
    record Pending(NodeId peer, long edge) implements MembershipTimer {}
}
