package io.barrel.p2p.relay;

import io.barrel.p2p.wire.NodeId;
import java.util.Collection;

/** What a {@link Router} asks. Answers at once. */
public interface RouterPorts {

    /** Whether there is a link to a node, and not over others. */
    boolean isLinked(NodeId node);

    /** The active view. */
    Collection<NodeId> neighbors();
}
