package io.barrel.p2p.roster;

import static io.barrel.p2p.roster.RosterNet.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.NodeId;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A set from which any is taken at random. */
class RollTests {

    @Property(tries = 200)
    void holdsWhatASetHolds(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Roll roll = new Roll();
        Set<NodeId> model = new LinkedHashSet<>();
        for (int i = 0; i < 200; i++) {
            NodeId node = node("n" + random.nextInt(12));
            if (random.nextInt(3) == 0) {
                roll.remove(node);
                model.remove(node);
            } else {
                roll.add(node);
                model.add(node);
            }
            assertThat(roll.size()).isEqualTo(model.size());
            assertThat(roll.isEmpty()).isEqualTo(model.isEmpty());
        }
        Set<NodeId> seen = new HashSet<>();
        for (int i = 0; i < 1_000 && !roll.isEmpty(); i++) {
            seen.add(roll.any(random));
        }
        assertThat(seen).isEqualTo(model);
    }
}
