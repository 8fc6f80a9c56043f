package io.barrel.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PlumtreePropertyTests {

    @Property(tries = 500)
    void eachMachineDeliversEachBroadcastOnceThoughLinksFail(
            @ForAll @IntRange(min = 5, max = 12) int size, @ForAll long seed) {
        GossipPump pump = new GossipPump(size, seed);
        pump.storm(600, 20);
        for (Map<String, Integer> delivered : pump.delivered()) {
            assertThat(delivered).hasSize(20);
            assertThat(delivered.values()).containsOnly(1);
        }
    }

    @Property(tries = 200)
    void settledTreeCarriesABroadcastWithOnePushForEachOtherMachine(
            @ForAll @IntRange(min = 5, max = 12) int size, @ForAll long seed) {
        GossipPump pump = new GossipPump(size, seed);
        pump.settle();
        for (int i = 0; i < 2; i++) {
            pump.publish(0, "settling " + i);
            pump.settle();
        }
        costsOnePushForEachOther(pump, size);
    }

    @Property(tries = 200)
    void treeIsWholeAgainAfterAStorm(@ForAll @IntRange(min = 5, max = 12) int size, @ForAll long seed) {
        GossipPump pump = new GossipPump(size, seed);
        pump.storm(400, 10);
        for (int i = 0; i < 3; i++) {
            pump.publish(0, "settling " + i);
            pump.settle();
        }
        costsOnePushForEachOther(pump, size);
    }

    @Property(tries = 200)
    void settledTreeKeepsTheOrderOfEachPublisher(@ForAll @IntRange(min = 5, max = 12) int size, @ForAll long seed) {
        GossipPump pump = new GossipPump(size, seed);
        for (int i = 0; i < 2; i++) {
            pump.publish(0, "settling " + i);
            pump.settle();
        }
        for (int i = 100; i < 130; i++) {
            pump.publish(0, "one " + i);
            pump.deliverSome();
            pump.publish(size - 1, "other " + i);
        }
        pump.settle();
        for (Map<String, Integer> delivered : pump.delivered()) {
            for (String publisher : List.of("one ", "other ")) {
                assertThat(delivered.keySet().stream().filter(text -> text.startsWith(publisher)))
                        .hasSize(30)
                        .isSorted();
            }
        }
    }

    private static void costsOnePushForEachOther(GossipPump pump, int size) {
        pump.pushes();
        pump.publish(0, "counted");
        pump.settle();
        assertThat(pump.pushes()).isEqualTo(size - 1);
        assertThat(pump.eagerEnds()).isEqualTo(2 * (size - 1));
        assertThat(pump.delivered())
                .allSatisfy(delivered -> assertThat(delivered).containsEntry("counted", 1));
    }
}
