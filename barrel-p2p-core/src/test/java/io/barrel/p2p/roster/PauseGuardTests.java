package io.barrel.p2p.roster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PauseGuardTests {

    private static final long HOLD_OFF = 3_000;

    private final PauseGuard guard = new PauseGuard(HOLD_OFF);

    @Test
    void tickThatIsALittleLateIsNoPause() {
        guard.start(0);

        assertThat(guard.pause(1_500)).isZero();
        assertThat(guard.isHeldOff(1_500)).isFalse();
    }

    @Test
    void processThatWasStoppedHoldsOffForAWhile() {
        guard.start(0);

        assertThat(guard.pause(20_000)).isEqualTo(20_000);
        assertThat(guard.isHeldOff(20_000)).isTrue();
        assertThat(guard.isHeldOff(20_000 + HOLD_OFF)).isFalse();
    }

    @Test
    void onePauseIsToldOnce() {
        guard.start(0);
        guard.pause(20_000);

        assertThat(guard.pause(20_000)).isZero();
        guard.ticked(20_000);
        assertThat(guard.pause(21_400)).isZero();
    }

    @Test
    void nothingIsAPauseBeforeTheStart() {
        assertThat(guard.pause(1_000_000)).isZero();
    }
}
