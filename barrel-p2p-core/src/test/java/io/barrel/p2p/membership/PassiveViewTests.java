package io.barrel.p2p.membership;

import static io.barrel.p2p.membership.Machine.peer;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PassiveViewTests {

    private final PassiveView view = new PassiveView(HyParViewConfig.DEFAULT, new SplittableRandom(1));

    @Test
    void fault8FreshEntriesStayAndAgeCountsOnlyWhileTheViewIsFull() {
        for (int i = 0; i < 29; i++) {
            view.heard(peer("old" + i), 0, Set.of());
        }
        view.heard(peer("fresh"), 299_000, Set.of());
        assertThat(view.size()).isEqualTo(30);
        for (int i = 0; i < 29; i++) {
            view.heard(peer("new" + i), 300_000, Set.of());
            assertThat(view.contains(peer("fresh").node())).isTrue();
            assertThat(view.size()).isEqualTo(30);
        }
        assertThat(view.contains(peer("old0").node())).isFalse();
    }

    @Test
    void whatWasSentGivesWayBeforeAnythingElse() {
        for (int i = 0; i < 30; i++) {
            view.heard(peer("p" + i), i, Set.of());
        }
        view.heard(peer("x"), 40, Set.of(peer("p17").node()));
        assertThat(view.contains(peer("p17").node())).isFalse();
        assertThat(view.contains(peer("x").node())).isTrue();
    }

    @Test
    void hearsayNeitherMovesAWorkingPeerNorEndsAWait() {
        view.keep(peer("a"), 0);
        view.failed(peer("a"), 0, false);
        view.heard(peer("a"), 10, Set.of());
        assertThat(view.candidate(999, node -> false, true)).isNull();
        assertThat(view.candidate(1_000, node -> false, true)).isEqualTo(peer("a"));
    }
}
