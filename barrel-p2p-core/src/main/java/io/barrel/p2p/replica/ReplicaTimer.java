package io.barrel.p2p.replica;

/** A timer of a replica, as a value. */
public sealed interface ReplicaTimer {

    /** Time to compare with a random neighbour. */
    record AntiEntropy() implements ReplicaTimer {}

    /** Time to pass on what came by anti-entropy: to compare with all neighbours. */
    record Spread() implements ReplicaTimer {}

    /** The peer of a comparison does not answer. */
    record SessionTimeout() implements ReplicaTimer {}

    /** Time to forget what has expired. */
    record Sweep() implements ReplicaTimer {}
}
