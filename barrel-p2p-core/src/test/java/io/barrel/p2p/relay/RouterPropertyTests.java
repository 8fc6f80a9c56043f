package io.barrel.p2p.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RouterPropertyTests {

    private static final String[] NAMES =
            IntStream.range(0, 12).mapToObj(i -> "n" + i).toArray(String[]::new);

    /** A random network in which the first node and the last are cut off from each other. */
    private static RouterNet network(long seed, int links, int paths) {
        Random random = new Random(seed);
        RouterNet net = new RouterNet(seed, RelayConfig.DEFAULT, NAMES);
        for (int i = 0; i < links + paths; i++) {
            int one = random.nextInt(NAMES.length);
            int other = random.nextInt(NAMES.length);
            if (one == other || Math.abs(one - other) == NAMES.length - 1) {
                continue;
            }
            if (i < links) {
                net.link(NAMES[one], NAMES[other]);
            } else {
                net.path(NAMES[one], NAMES[other]);
            }
        }
        return net;
    }

    @Property
    void everySearchEndsOnceAndEveryRouteIsAWay(
            @ForAll long seed, @ForAll @IntRange(max = 40) int links, @ForAll @IntRange(max = 20) int paths) {
        RouterNet net = network(seed, links, paths);
        NodeId target = RouterNet.node("n11");

        net.find("n0", "n11");

        assertThat(net.found.size() + net.notFound.size()).isEqualTo(1);
        assertThat(net.routers.values())
                .allSatisfy(router -> assertThat(router.inFlight()).isZero());
        for (Route route : net.found) {
            List<NodeId> nodes = route.nodes();
            assertThat(route.origin()).isEqualTo(RouterNet.node("n0"));
            assertThat(route.target()).isEqualTo(target);
            for (int i = 1; i < nodes.size(); i++) {
                assertThat(net.isLinked(nodes.get(i - 1), nodes.get(i))).isTrue();
            }
        }
    }

    @Property
    void wayIsFoundIfEveryNeighbourHasOne(@ForAll long seed, @ForAll @IntRange(min = 4, max = 40) int links) {
        RouterNet net = network(seed, links, 0);
        net.link("n0", "n1");
        for (int i = 1; i < NAMES.length - 1; i++) {
            net.path(NAMES[i], "n11");
        }

        net.find("n0", "n11");

        assertThat(net.found).hasSize(1);
        assertThat(net.found.get(0).via()).hasSize(1);
    }
}
