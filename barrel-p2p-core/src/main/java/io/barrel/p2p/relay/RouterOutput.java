package io.barrel.p2p.relay;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;

/** What a {@link Router} wants done. */
public sealed interface RouterOutput {

    /** Tell another node. */
    record SendTo(NodeId to, RelayMessage message) implements RouterOutput {}

    /** Link to a node, not over others; answered by {@code Connected}. */
    record Connect(NodeId node) implements RouterOutput {}

    /** There is a way. */
    record Found(Route route) implements RouterOutput {}

    /** Nobody who was asked knows a way. */
    record NotFound(NodeId target) implements RouterOutput {}

    /** A request of another node was not looked into: too many are. */
    record Dropped(NodeId from) implements RouterOutput {}

    /** Set a timer that is not set. */
    record Schedule(RouterTimer timer, long delayMillis) implements RouterOutput {}
}
