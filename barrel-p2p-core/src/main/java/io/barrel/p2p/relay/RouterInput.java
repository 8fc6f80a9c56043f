package io.barrel.p2p.relay;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;

/** What happens to a {@link Router}. */
public sealed interface RouterInput {

    /** A route to a node is wanted; answered by {@code Found} or {@code NotFound}. */
    record Find(NodeId target) implements RouterInput {}

    /** Another node asks for a route, or answers. */
    record Asked(NodeId from, RelayMessage.Request request) implements RouterInput {}

    /** Another node answers. */
    record Answered(NodeId from, RelayMessage.Reply reply) implements RouterInput {}

    /** A {@code Connect} has ended. */
    record Connected(NodeId node, boolean linked) implements RouterInput {}

    /** A route leads nowhere, or not any more. */
    record Broken(Route route) implements RouterInput {}

    /** A timer fired. */
    record TimerFired(RouterTimer timer) implements RouterInput {}
}
