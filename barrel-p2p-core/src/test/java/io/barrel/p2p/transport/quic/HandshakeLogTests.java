package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.barrel.p2p.security.HandshakeReport;
import io.barrel.p2p.transport.ManualLoop;
import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandshakeLogTests {

    private final ManualLoop loop = new ManualLoop();
    private final HandshakeLog log = new HandshakeLog(loop);
    private final LogLines lines = LogLines.of(HandshakeLog.class);

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void warningNamesPeerAddressAndReason() {
        fail(AuthFailure.KEY_MISMATCH, 1);

        assertThat(lines.at(Level.WARN))
                .singleElement()
                .isEqualTo("Authentication failed: so it is peer=b@test address=10.0.0.1:9100 incoming=true"
                        + " reason=key_mismatch byPeer=false");
    }

    @Test
    void noMoreThanTenWarningsOfOneReasonAMinute() {
        fail(AuthFailure.MALFORMED_MESSAGE, 10_000);

        assertThat(lines.at(Level.WARN)).hasSize(10);
        assertThat(lines.at(Level.DEBUG)).hasSize(9_990).allMatch(line -> line.contains("reason=malformed_message"));
    }

    @Test
    void oneLineTellsHowManyWereSuppressedWhenTheMinuteEnds() {
        fail(AuthFailure.MALFORMED_MESSAGE, 25);
        loop.advance(59_999);
        assertThat(lines.at(Level.WARN)).hasSize(10);

        loop.advance(1);

        assertThat(lines.at(Level.WARN)).hasSize(11).last().asString().contains("15 more", "reason=malformed_message");
        loop.advance(600_000);
        assertThat(lines.at(Level.WARN)).hasSize(11);
    }

    @Test
    void nothingIsSummedUpWhereNothingWasSuppressed() {
        fail(AuthFailure.MALFORMED_MESSAGE, 10);

        loop.advance(60_000);

        assertThat(lines.at(Level.WARN)).hasSize(10);
    }

    @Test
    void theNextMinuteWarnsAgain() {
        fail(AuthFailure.MALFORMED_MESSAGE, 11);
        loop.advance(60_000);

        fail(AuthFailure.MALFORMED_MESSAGE, 11);

        assertThat(lines.at(Level.WARN)).hasSize(10 + 1 + 10);
    }

    @Test
    void whatIsSuppressedWhenTheNodeStopsIsTold() {
        fail(AuthFailure.MALFORMED_MESSAGE, 13);

        log.close();

        assertThat(lines.at(Level.WARN)).hasSize(11).last().asString().contains("3 more");
        loop.advance(60_000);
        assertThat(lines.at(Level.WARN)).hasSize(11);
    }

    @Test
    void floodOfOneReasonHidesNoOther() {
        fail(AuthFailure.MALFORMED_MESSAGE, 100);

        fail(AuthFailure.COOKIE_MISMATCH, 1);

        assertThat(lines.at(Level.WARN)).last().asString().contains("reason=cookie_mismatch");
    }

    @Test
    void successAndWhatIsOrdinaryAreNoWarnings() {
        fail(AuthFailure.SELF, 1);
        fail(AuthFailure.STALE_INCARNATION, 1);
        fail(AuthFailure.REJECTED, 1);
        log.ended(report(null));
        loop.advance(60_000);

        assertThat(lines.at(Level.WARN)).isEmpty();
        assertThat(lines.at(Level.DEBUG)).hasSize(4).last().asString().startsWith("Authentication succeeded");
    }

    private void fail(AuthFailure reason, int times) {
        for (int i = 0; i < times; i++) {
            log.ended(report(reason));
        }
    }

    private static HandshakeReport report(@Nullable AuthFailure failure) {
        return new HandshakeReport(
                true,
                NodeId.of("b@test"),
                new PeerAddress("10.0.0.1", 9100),
                failure,
                false,
                failure == null ? Assurance.IDENTITY : null,
                1,
                "so it is");
    }
}
