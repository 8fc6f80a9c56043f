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
            if (model.remove(node)) {
                roll.remove(node);
            } else {
                model.add(node);
                roll.add(node);
            }
            if (!model.isEmpty() && random.nextBoolean()) {
                assertThat(model).contains(roll.any(random));
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
