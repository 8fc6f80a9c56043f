package io.barrel.p2p.engine;

import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Waits, when the node leaves, until the peers it told have heard of it. On the loop. */
final class Farewells {

    private Farewells() {}

    /**
     * Leaves.
     *
     * @param peers who is told by it
     * @param leave tells them
     * @param boundMillis how long to wait for them at most
     * @param left run when each has handled it, or the bound is reached; perhaps twice
     */
    static void say(
            Collection<NodeId> peers, LinkTable links, Loop loop, Runnable leave, long boundMillis, Runnable left) {
        List<Link> told = new ArrayList<>();
        peers.stream().map(links::link).flatMap(Optional::stream).forEach(told::add);
        leave.run();
        if (told.isEmpty()) {
            left.run();
            return;
        }
        int[] open = {told.size()};
        for (Link link : told) {
            link.confirm(() -> {
                open[0]--;
                if (open[0] == 0) {
                    left.run();
                }
            });
        }
        loop.schedule(left, boundMillis);
    }
}
