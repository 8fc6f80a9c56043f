package io.barrel.p2p.replica;

/** What two replicas say to each other to find out where they differ, and to mend it. */
public sealed interface ReplicaMessage {

    /** Placeholder until the machine is written. */
    record Nothing() implements ReplicaMessage {}
}
