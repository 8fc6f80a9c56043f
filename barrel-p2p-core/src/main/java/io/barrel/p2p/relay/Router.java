package io.barrel.p2p.relay;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Finds ways to nodes that this one cannot dial, and helps others to find theirs (docs/protocol.md, Relays). Some neighbours are asked;
 * each tries to reach the target itself, and passes the request to one of its neighbours if it cannot. Who answers keeps nothing.
 *
 * <p>It has no thread, no clock and no socket. Not safe for use by several threads, and not re-entrant: the consumer must not
 * call {@link #handle}.
 */
public final class Router {

    /** How many nodes in a row a request is asked of. */
    static final int TTL = 5;

    /** Neighbours that are asked at once. */
    static final int ASKED = 3;

    /** How long to wait for an answer, in milliseconds. */
    static final long PATIENCE = 8_000;

    private final NodeId self;
    private final RelayConfig config;
    private final RouterPorts ports;
    private final RandomGenerator random;
    private final Consumer<RouterOutput> outputs;
    private final RouteCache cache;
    private final Map<NodeId, Search> searches = new LinkedHashMap<>();
    private final Map<NodeId, List<Inquiry>> inquiries = new LinkedHashMap<>();
    private final Set<RouterTimer> set = EnumSet.noneOf(RouterTimer.class);
    private int inFlight;
    private long now;

    /** A route this node wants. */
    private static final class Search {
        final long id;
        final long giveUpAt;
        int open;

        Search(long id, int open, long giveUpAt) {
            this.id = id;
            this.open = open;
            this.giveUpAt = giveUpAt;
        }
    }

    /** A route another node wants, while this one tries to reach the target. */
    private record Inquiry(NodeId from, RelayMessage.Request request) {}

    /**
     * A router that knows no route.
     *
     * @param outputs takes what is to be done, in order, within {@link #handle}
     */
    public Router(
            NodeId self,
            RelayConfig config,
            RouterPorts ports,
            RandomGenerator random,
            Consumer<RouterOutput> outputs) {
        this.self = self;
        this.config = config;
        this.ports = ports;
        this.random = random;
        this.outputs = outputs;
        this.cache = new RouteCache(config.cacheSweepPeriod().toMillis());
    }

    /** A route that was found lately. */
    public Optional<Route> known(NodeId target, long at) {
        return cache.get(target, at);
    }

    /** Requests of others that are looked into, and routes that are looked for. */
    int inFlight() {
        return inFlight + searches.size();
    }

    /**
     * Something happened.
     *
     * @param input what
     * @param when when, in milliseconds of a clock that never goes back
     * @throws MalformedInputException if another node says what makes no sense
     */
    public void handle(RouterInput input, long when) {
        now = when;
        if (input instanceof RouterInput.Find find) {
            find(find.target());
        } else if (input instanceof RouterInput.Asked asked) {
            onRequest(asked.from(), asked.request());
        } else if (input instanceof RouterInput.Answered answered) {
            onReply(answered.from(), answered.reply());
        } else if (input instanceof RouterInput.Connected connected) {
            onConnected(connected.node(), connected.linked());
        } else if (input instanceof RouterInput.Broken broken) {
            cache.forget(broken.route());
        } else if (input instanceof RouterInput.TimerFired fired) {
            onTimer(fired.timer());
        }
    }

    private void find(NodeId target) {
        if (searches.containsKey(target)) {
            return;
        }
        List<NodeId> asked = some(ASKED, List.of(self, target));
        if (asked.isEmpty() || searches.size() >= config.maxInFlight()) {
            outputs.accept(new RouterOutput.NotFound(target));
            return;
        }
        Search search = new Search(random.nextLong(), asked.size(), now + PATIENCE);
        searches.put(target, search);
        schedule(RouterTimer.EXPIRE, PATIENCE);
        for (NodeId neighbor : asked) {
            tell(neighbor, new RelayMessage.Request(search.id, target, TTL, List.of(self)));
        }
    }

    /** Random neighbours that are none of those. */
    private List<NodeId> some(int count, List<NodeId> except) {
        List<NodeId> candidates = new ArrayList<>(ports.neighbors());
        candidates.removeIf(node -> except.contains(node) || !ports.isLinked(node));
        List<NodeId> chosen = new ArrayList<>(count);
        while (chosen.size() < count && !candidates.isEmpty()) {
            chosen.add(candidates.remove(random.nextInt(candidates.size())));
        }
        return chosen;
    }

    private void onRequest(NodeId from, RelayMessage.Request request) {
        List<NodeId> visited = request.visited();
        if (!visited.get(visited.size() - 1).equals(from)) {
            throw new MalformedInputException(from + " passes a request on in the name of another");
        }
        if (visited.size() >= Route.MAX_NODES) {
            throw new MalformedInputException(from + " passes a request on that no answer has room for");
        }
        if (visited.contains(self)
                || visited.contains(request.target())
                || request.target().equals(self)) {
            answer(from, request, false);
        } else if (ports.isLinked(request.target())) {
            answer(from, request, true);
        } else if (inFlight >= config.maxInFlight()) {
            outputs.accept(new RouterOutput.Dropped(from));
            answer(from, request, false);
        } else {
            inFlight++;
            List<Inquiry> others = inquiries.get(request.target());
            if (others == null) {
                inquiries.put(request.target(), new ArrayList<>(List.of(new Inquiry(from, request))));
                outputs.accept(new RouterOutput.Connect(request.target()));
            } else {
                others.add(new Inquiry(from, request));
            }
        }
    }

    private void onConnected(NodeId node, boolean linked) {
        List<Inquiry> waiting = inquiries.remove(node);
        if (waiting == null) {
            return;
        }
        inFlight -= waiting.size();
        for (Inquiry inquiry : waiting) {
            if (linked) {
                answer(inquiry.from, inquiry.request, true);
            } else {
                passOn(inquiry.from, inquiry.request);
            }
        }
    }

    private void passOn(NodeId from, RelayMessage.Request request) {
        List<NodeId> except = new ArrayList<>(request.visited());
        except.add(request.target());
        // Whoever is asked next must be able to answer: with those visited, this node and itself.
        boolean ends = request.ttl() <= 1 || request.visited().size() + 2 > Route.MAX_NODES;
        List<NodeId> next = ends ? List.of() : some(1, except);
        if (next.isEmpty()) {
            answer(from, request, false);
            return;
        }
        List<NodeId> visited = new ArrayList<>(request.visited());
        visited.add(self);
        tell(next.get(0), new RelayMessage.Request(request.id(), request.target(), request.ttl() - 1, visited));
    }

    private void answer(NodeId from, RelayMessage.Request request, boolean found) {
        List<NodeId> path = new ArrayList<>(request.visited());
        path.add(self);
        boolean fits = found && path.size() < Route.MAX_NODES;
        if (fits) {
            path.add(request.target());
        }
        tell(from, new RelayMessage.Reply(request.id(), fits, path));
    }

    private void onReply(NodeId from, RelayMessage.Reply reply) {
        int position = reply.path().indexOf(self);
        if (position < 0
                || position + 1 >= reply.path().size()
                || !reply.path().get(position + 1).equals(from)) {
            throw new MalformedInputException(from + " answers a request that did not pass here");
        }
        if (position > 0) {
            tell(reply.path().get(position - 1), reply);
            return;
        }
        if (reply.found()) {
            Route route = new Route(reply.path());
            Search search = searches.get(route.target());
            if (search != null && search.id == reply.id()) {
                searches.remove(route.target());
                cache.put(route, now);
                schedule(RouterTimer.SWEEP, config.cacheSweepPeriod().toMillis());
                outputs.accept(new RouterOutput.Found(route));
            }
        } else {
            List<NodeId> failed = new ArrayList<>();
            searches.forEach((target, search) -> {
                if (search.id == reply.id() && --search.open == 0) {
                    failed.add(target);
                }
            });
            failed.forEach(this::giveUp);
        }
    }

    private void giveUp(NodeId target) {
        searches.remove(target);
        outputs.accept(new RouterOutput.NotFound(target));
    }

    private void onTimer(RouterTimer timer) {
        set.remove(timer);
        switch (timer) {
            case EXPIRE -> expire();
            case SWEEP -> {
                cache.sweep(now);
                if (!cache.isEmpty()) {
                    schedule(RouterTimer.SWEEP, config.cacheSweepPeriod().toMillis());
                }
            }
        }
    }

    private void expire() {
        List<NodeId> expired = new ArrayList<>();
        long next = Long.MAX_VALUE;
        for (Map.Entry<NodeId, Search> search : searches.entrySet()) {
            if (search.getValue().giveUpAt <= now) {
                expired.add(search.getKey());
            } else {
                next = Math.min(next, search.getValue().giveUpAt);
            }
        }
        expired.forEach(this::giveUp);
        if (next < Long.MAX_VALUE) {
            schedule(RouterTimer.EXPIRE, next - now);
        }
    }

    private void schedule(RouterTimer timer, long delayMillis) {
        if (set.add(timer)) {
            outputs.accept(new RouterOutput.Schedule(timer, delayMillis));
        }
    }

    private void tell(NodeId to, RelayMessage message) {
        outputs.accept(new RouterOutput.SendTo(to, message));
    }
}
