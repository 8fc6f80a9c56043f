package io.barrel.p2p.roster;

import io.barrel.p2p.wire.NodeId;

/** What the roster machine asks of its surroundings. On the loop. */
public interface RosterLinks {

    /** Whether a link to a node is up. */
    boolean isLinked(NodeId node);

    /** Whether authenticated traffic of a node arrived within the last {@code millis}. */
    boolean heardWithin(NodeId node, long millis);
}
