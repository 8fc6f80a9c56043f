package io.barrel.p2p.gossip;

/** A timer of the Plumtree machine, as a value. */
public sealed interface GossipTimer {

    /** Time to send the announcements that wait. */
    record Flush() implements GossipTimer {}

    /** Time to graft a broadcast that was announced and did not arrive. */
    record Missing(MessageId id) implements GossipTimer {}

    /** Time to forget what is too old. Set only while there is something to forget. */
    record Sweep() implements GossipTimer {}
}
