package io.barrel.p2p.spring.boot.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.engine.NodeState;
import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.spring.boot.MockNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;

class P2pHealthIndicatorTests {

    /** The node has one active peer. */
    @ParameterizedTest
    @CsvSource({
        "JOINED,   0, UP",
        "JOINED,   1, UP",
        "JOINED,   2, OUT_OF_SERVICE",
        "ALONE,    0, UP",
        "JOINING,  0, UNKNOWN",
        "JOINING,  1, OUT_OF_SERVICE",
        "ISOLATED, 0, DOWN",
        "LEFT,     0, OUT_OF_SERVICE"
    })
    void statusFollowsStateAndMinimum(NodeState state, int minimumPeers, String status) {
        assertThat(health(MockNode.in(state), minimumPeers).getStatus().getCode())
                .isEqualTo(status);
    }

    @Test
    void stoppedNodeIsOutOfService() {
        Health health = health(new MockNode(), 0);

        assertThat(health.getStatus().getCode()).isEqualTo("OUT_OF_SERVICE");
        assertThat(health.getDetails()).hasToString("{state=stopped}");
    }

    @Test
    void detailsTellViewsMembersAndWhereTheDataAre() {
        assertThat(health(MockNode.in(NodeState.JOINED), 0).getDetails())
                .hasToString("{state=joined, activePeers=1, passivePeers=1, minimumPeers=0,"
                        + " members={alive=1, suspect=0, dead=1, left=0}, dataDir=/data}");
    }

    @Test
    void detailsTellSinceWhenANodeIsIsolated() {
        assertThat(health(MockNode.in(NodeState.ISOLATED), 0).getDetails())
                .containsEntry("isolatedSince", MockNode.START.toString());
    }

    @Test
    void negativeMinimumIsRefused() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> new P2pHealthIndicator(new MockNode().node, -1))
                .withMessage("health.minimum-peers=-1 must not be negative");
    }

    private static Health health(MockNode mock, int minimumPeers) {
        return new P2pHealthIndicator(mock.node, minimumPeers).health();
    }
}
