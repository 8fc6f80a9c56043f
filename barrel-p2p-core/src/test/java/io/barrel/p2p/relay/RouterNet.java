package io.barrel.p2p.relay;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** Routers whose messages arrive in order, at once; who can reach whom, and who is linked with whom, is a matter of choice. */
final class RouterNet {

    final Map<NodeId, Router> routers = new LinkedHashMap<>();
    final List<Route> found = new ArrayList<>();
    final List<NodeId> notFound = new ArrayList<>();
    final List<NodeId> dropped = new ArrayList<>();
    final List<RelayMessage> sent = new ArrayList<>();
    final Map<NodeId, RouterTimer> timers = new LinkedHashMap<>();
    long now;

    /** Whether dials that are asked for end at once. */
    boolean dialsEnd = true;

    private final Set<Set<NodeId>> links = new HashSet<>();
    private final Set<Set<NodeId>> paths = new HashSet<>();
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private boolean running;

    RouterNet(long seed, RelayConfig config, String... names) {
        for (String name : names) {
            NodeId node = node(name);
            routers.put(
                    node, new Router(node, config, new View(node), new Random(seed), output -> carryOut(node, output)));
        }
    }

    static NodeId node(String name) {
        return NodeId.of(name + "@test");
    }

    /** Two nodes are neighbours. */
    void link(String one, String other) {
        links.add(Set.of(node(one), node(other)));
    }

    void unlink(String one, String other) {
        links.remove(Set.of(node(one), node(other)));
    }

    /** Two nodes are no neighbours, and can be. */
    void path(String one, String other) {
        paths.add(Set.of(node(one), node(other)));
    }

    boolean isLinked(NodeId one, NodeId other) {
        return !one.equals(other) && links.contains(Set.of(one, other));
    }

    boolean canReach(NodeId one, NodeId other) {
        return isLinked(one, other) || paths.contains(Set.of(one, other));
    }

    Router router(String name) {
        return router(node(name));
    }

    private Router router(NodeId node) {
        return Objects.requireNonNull(routers.get(node), node::value);
    }

    void find(String from, String target) {
        feed(node(from), new RouterInput.Find(node(target)));
    }

    void feed(NodeId node, RouterInput input) {
        steps.add(() -> router(node).handle(input, now));
        if (running) {
            return;
        }
        running = true;
        try {
            for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
                step.run();
            }
        } finally {
            running = false;
            steps.clear();
        }
    }

    private void carryOut(NodeId at, RouterOutput output) {
        if (output instanceof RouterOutput.SendTo send) {
            sent.add(send.message());
            deliver(at, send);
        } else if (output instanceof RouterOutput.Connect connect) {
            if (dialsEnd) {
                boolean reached = canReach(at, connect.node());
                if (reached) {
                    links.add(Set.of(at, connect.node()));
                }
                feed(at, new RouterInput.Connected(connect.node(), reached));
            }
        } else if (output instanceof RouterOutput.Found of) {
            found.add(of.route());
        } else if (output instanceof RouterOutput.NotFound of) {
            notFound.add(of.target());
        } else if (output instanceof RouterOutput.Dropped of) {
            dropped.add(of.from());
        } else if (output instanceof RouterOutput.Schedule schedule) {
            timers.put(at, schedule.timer());
        }
    }

    private void deliver(NodeId from, RouterOutput.SendTo send) {
        if (!isLinked(from, send.to())) {
            return;
        }
        if (send.message() instanceof RelayMessage.Request request) {
            feed(send.to(), new RouterInput.Asked(from, request));
        } else if (send.message() instanceof RelayMessage.Reply reply) {
            feed(send.to(), new RouterInput.Answered(from, reply));
        }
    }

    private final class View implements RouterPorts {

        private final NodeId self;

        View(NodeId self) {
            this.self = self;
        }

        @Override
        public boolean isLinked(NodeId node) {
            return RouterNet.this.isLinked(self, node);
        }

        @Override
        public Collection<NodeId> neighbors() {
            return routers.keySet().stream().filter(this::isLinked).toList();
        }
    }
}
