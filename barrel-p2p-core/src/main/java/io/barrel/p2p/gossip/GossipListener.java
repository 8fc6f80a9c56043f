package io.barrel.p2p.gossip;

/** Takes the broadcasts to a topic, one call at a time. May block; while four listeners do, the others wait. */
@FunctionalInterface
public interface GossipListener {

    /** A broadcast arrived. */
    void onBroadcast(Broadcast broadcast);

    /** Broadcasts were lost because this listener was too slow. Does nothing unless overridden: the node logs it too. */
    default void onLagged(Lagged lagged) {}
}
