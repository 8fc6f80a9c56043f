package io.barrel.p2p.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LivenessTests {

    private static final long IDLE = 1_000;
    private static final long TICK = 250;

    private final Liveness liveness = new Liveness(IDLE, 0, 10);

    @Test
    void peerThatAnswersIsNeverLost() {
        for (int tick = 1; tick < 100; tick++) {
            assertThat(liveness.tick(tick * TICK, 10 + tick)).isFalse();
        }
    }

    @Test
    void peerIsLostWhenAllKeepAlivesOfAnIdleTimeoutWentUnanswered() {
        assertThat(liveness.tick(250, 10)).isFalse();
        assertThat(liveness.tick(500, 10)).isFalse();
        assertThat(liveness.tick(750, 10)).isFalse();
        assertThat(liveness.tick(1_000, 10)).isTrue();
    }

    @Test
    void onePacketStartsTheCountAfresh() {
        liveness.tick(250, 10);
        liveness.tick(500, 10);
        assertThat(liveness.tick(750, 11)).isFalse();
        assertThat(liveness.tick(1_000, 11)).isFalse();
        assertThat(liveness.tick(1_250, 11)).isFalse();
        assertThat(liveness.tick(1_500, 11)).isFalse();
        assertThat(liveness.tick(1_750, 11)).isTrue();
    }

    @Test
    void pauseOfOurOwnLeavesThePeerTimeToAnswer() {
        liveness.tick(250, 10);
        liveness.tick(500, 10);
        liveness.tick(750, 10);
        assertThat(liveness.tick(60_000, 10)).isFalse();
        assertThat(liveness.tick(60_250, 10)).isFalse();
        assertThat(liveness.tick(60_500, 10)).isTrue();
    }

    @Test
    void answerAfterAPauseKeepsThePeer() {
        liveness.tick(750, 10);
        assertThat(liveness.tick(60_000, 10)).isFalse();
        assertThat(liveness.tick(60_250, 11)).isFalse();
        assertThat(liveness.tick(60_500, 12)).isFalse();
    }

    @Test
    void clockMayWrapAround() {
        long now = Long.MAX_VALUE - 100;
        Liveness wrapping = new Liveness(IDLE, now, 0);
        for (int tick = 1; tick < Liveness.TICKS_PER_TIMEOUT; tick++) {
            now += TICK;
            assertThat(wrapping.tick(now, 0)).isFalse();
        }
        assertThat(wrapping.tick(now + TICK, 0)).isTrue();
    }
}
