package io.barrel.p2p.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.NodeId;
import org.junit.jupiter.api.Test;

class CheckBudgetTests {

    private static final NodeId HOSTILE = NodeId.of("hostile@a");

    private final CheckBudget budget = new CheckBudget();

    private int taken(NodeId sender, long now) {
        int taken = 0;
        while (budget.take(sender, now)) {
            taken++;
        }
        return taken;
    }

    @Test
    void aSenderHasSoManyAtOnceAndSoManyASecond() {
        assertThat(taken(HOSTILE, 0)).isEqualTo(CheckBudget.BURST);
        assertThat(taken(HOSTILE, 1_000)).isEqualTo(CheckBudget.PER_SECOND);
        assertThat(taken(HOSTILE, 3_600_000)).isEqualTo(CheckBudget.BURST);
    }

    @Test
    void whoUsesUpItsShareTakesNothingFromOthersOrFromBroadcasts() {
        taken(HOSTILE, 0);

        assertThat(budget.take(NodeId.of("honest@a"), 0)).isTrue();
        assertThat(budget.take(null, 0)).isTrue();
    }
}
