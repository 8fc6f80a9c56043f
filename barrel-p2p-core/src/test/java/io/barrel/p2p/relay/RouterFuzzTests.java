package io.barrel.p2p.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.FuzzedRandom;
import io.barrel.p2p.fuzz.Hostile;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Peers ask for routes and answer requests that nobody made, while links come and go. */
class RouterFuzzTests implements RouterPorts {

    private static final NodeId SELF = RouterNet.node("self");
    private static final List<NodeId> PEERS =
            IntStream.range(0, 9).mapToObj(i -> RouterNet.node("p" + i)).toList();
    private static final RelayConfig CONFIG = new RelayConfig(8, Duration.ofSeconds(60), 4);

    private final Set<NodeId> linked = new LinkedHashSet<>();
    private final Set<NodeId> sought = new HashSet<>();
    private final Map<NodeId, Long> ids = new HashMap<>();
    private final List<RouterOutput> outputs = new ArrayList<>();

    @Override
    public boolean isLinked(NodeId node) {
        return linked.contains(node);
    }

    @Override
    public Collection<NodeId> neighbors() {
        return linked;
    }

    /** One object of the class gets every input: what a scene holds is in another. */
    @FuzzTest
    void searchesEndAndAreBoundedAndWhatIsSentIsFitForItsReceiver(FuzzedDataProvider data) {
        new RouterFuzzTests().play(new FuzzedRandom(data));
    }

    private void play(FuzzedRandom random) {
        Router router = new Router(SELF, CONFIG, this, random, outputs::add);
        long now = 0;
        while (random.hasMore()) {
            now += random.nextInt(4) == 0 ? random.nextInt(20_000) : 0;
            NodeId peer = random.any(PEERS);
            RouterInput input = switch (random.nextInt(8)) {
                case 0 -> {
                    linked.add(peer);
                    yield new RouterInput.Connected(peer, random.nextBoolean());
                }
                case 1 -> {
                    linked.remove(peer);
                    yield new RouterInput.Connected(peer, false);
                }
                case 2 -> new RouterInput.Find(peer);
                case 3 -> new RouterInput.TimerFired(random.any(List.of(RouterTimer.values())));
                case 4, 5 -> new RouterInput.Asked(peer, decodable(request(random, peer)));
                default -> new RouterInput.Answered(peer, reply(random, peer));
            };
            if (input instanceof RouterInput.Find find) {
                sought.add(find.target());
            }
            handle(router, input, now);
            assertThat(router.inFlight()).isLessThanOrEqualTo(2 * CONFIG.maxInFlight());
        }
        linked.clear();
        PEERS.forEach(peer -> handle(router, new RouterInput.Connected(peer, false), Long.MAX_VALUE / 2));
        handle(router, new RouterInput.Connected(SELF, false), Long.MAX_VALUE / 2);
        handle(router, new RouterInput.TimerFired(RouterTimer.EXPIRE), Long.MAX_VALUE / 2);
        assertThat(router.inFlight()).isZero();
        assertThat(sought).as("searches without an end").isEmpty();
    }

    private void handle(Router router, RouterInput input, long now) {
        try {
            router.handle(input, now);
        } catch (MalformedInputException e) {
            assertThat(input).isInstanceOfAny(RouterInput.Asked.class, RouterInput.Answered.class);
        }
        List<RouterOutput> done = List.copyOf(outputs);
        outputs.clear();
        for (RouterOutput output : done) {
            if (output instanceof RouterOutput.SendTo send) {
                assertThat(RelayCodec.decode(RelayCodec.encode(send.message()))).contains(send.message());
                if (send.message() instanceof RelayMessage.Request request
                        && request.visited().equals(List.of(SELF))) {
                    ids.put(request.target(), request.id());
                }
            } else if (output instanceof RouterOutput.Found found) {
                assertThat(found.route().origin()).isEqualTo(SELF);
                assertThat(sought.remove(found.route().target())).isTrue();
            } else if (output instanceof RouterOutput.NotFound notFound) {
                assertThat(sought.remove(notFound.target())).isTrue();
            } else if (output instanceof RouterOutput.Connect connect) {
                assertThat(connect.node()).isNotEqualTo(SELF);
            }
        }
    }

    private static NodeId anybody(FuzzedRandom random) {
        return random.nextInt(4) == 0 ? SELF : random.any(PEERS);
    }

    private static List<NodeId> path(FuzzedRandom random, int most) {
        List<NodeId> path = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            path.add(anybody(random));
        }
        return path;
    }

    /** By a sender mostly who is the last that it says the request has passed. */
    /** As it comes from the codec, which refuses those that would grow too long. */
    private static RelayMessage.Request decodable(RelayMessage.Request said) {
        return Hostile.decoded(() -> RelayCodec.decode(RelayCodec.encode(said)))
                .flatMap(message -> message)
                .map(RelayMessage.Request.class::cast)
                .orElseGet(() -> new RelayMessage.Request(
                        said.id(), said.target(), 0, said.visited().subList(0, 1)));
    }

    private static RelayMessage.Request request(FuzzedRandom random, NodeId from) {
        List<NodeId> visited = path(random, Route.MAX_NODES - 1);
        visited.add(random.nextInt(8) == 0 ? anybody(random) : from);
        return new RelayMessage.Request(random.small(), anybody(random), random.nextInt(Router.TTL + 1), visited);
    }

    private RelayMessage.Reply reply(FuzzedRandom random, NodeId from) {
        List<NodeId> path = new ArrayList<>(random.nextBoolean() ? List.of(SELF, from) : path(random, 2));
        path.addAll(path(random, Route.MAX_NODES - 2));
        NodeId target = random.any(PEERS);
        if (path.size() < Route.MAX_NODES) {
            path.add(target);
        }
        while (path.size() < 2) {
            path.add(anybody(random));
        }
        long id = random.nextInt(4) == 0 ? random.small() : ids.getOrDefault(target, 0L);
        return new RelayMessage.Reply(id, random.nextBoolean(), path);
    }
}
