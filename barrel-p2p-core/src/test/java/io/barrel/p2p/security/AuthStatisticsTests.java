package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthStatisticsTests {

    private final AuthStatistics statistics = new AuthStatistics();

    private static HandshakeReport report(boolean incoming, @Nullable AuthFailure failure, long millis) {
        return new HandshakeReport(
                incoming,
                NodeId.of("a@h"),
                new PeerAddress("127.0.0.1", 9000),
                failure,
                false,
                failure == null ? Assurance.IDENTITY : null,
                TimeUnit.MILLISECONDS.toNanos(millis),
                "");
    }

    @Test
    void handshakesAreCountedByDirectionAndReason() {
        statistics.record(report(true, null, 1));
        statistics.record(report(false, null, 1));
        statistics.record(report(false, null, 1));
        statistics.record(report(true, AuthFailure.KEY_MISMATCH, 1));
        statistics.record(report(false, AuthFailure.KEY_MISMATCH, 1));
        statistics.record(report(true, AuthFailure.COOKIE_MISMATCH, 1));
        assertThat(statistics.incoming()).isEqualTo(new AuthStatus.Attempts(1, 2));
        assertThat(statistics.outgoing()).isEqualTo(new AuthStatus.Attempts(2, 1));
        assertThat(statistics.failures(AuthFailure.KEY_MISMATCH)).isEqualTo(2);
        assertThat(statistics.failures(AuthFailure.REVOKED)).isZero();
    }

    @Test
    void aConnectionToOneselfIsNoHandshake() {
        List<HandshakeReport> heard = new ArrayList<>();
        statistics.addListener(heard::add);
        statistics.record(report(true, AuthFailure.SELF, 1));
        assertThat(statistics.incoming()).isEqualTo(new AuthStatus.Attempts(0, 0));
        assertThat(statistics.failures(AuthFailure.SELF)).isZero();
        assertThat(heard).isEmpty();
    }

    @Test
    void durationsAreOfTheLast1024Successes() {
        assertThat(statistics.durations()).isEqualTo(new AuthStatus.Durations(0, 0, 0));
        statistics.record(report(true, AuthFailure.HANDSHAKE_TIMEOUT, 99_999));
        for (int i = 0; i < 100; i++) {
            statistics.record(report(true, null, 100_000));
        }
        for (int millis = 1; millis <= 1024; millis++) {
            statistics.record(report(true, null, millis));
        }
        assertThat(statistics.durations()).isEqualTo(new AuthStatus.Durations(512, 973, 1024));
    }

    @Test
    void listenersHearEveryHandshakeUntilTheyAreRemoved() {
        List<HandshakeReport> heard = new ArrayList<>();
        Consumer<HandshakeReport> listener = heard::add;
        statistics.addListener(report -> {
            throw new IllegalStateException("thrown on purpose");
        });
        statistics.addListener(listener);
        HandshakeReport report = report(false, AuthFailure.REJECTED, 3);
        statistics.record(report);
        statistics.removeListener(listener);
        statistics.record(report(true, null, 3));
        assertThat(heard).containsExactly(report);
        assertThat(statistics.incoming().ok()).isEqualTo(1);
    }

    @Test
    void statusShowsKeysAndOnlyReasonsThatOccurred(@TempDir(factory = FastTempDir.class) Path data) {
        NodeKeys keys = NodeKeys.open(
                data.resolve("keys"), data.resolve("quic"), NodeId.of("a@h"), Clock.systemUTC(), new SecureRandom());
        statistics.record(report(true, AuthFailure.SIGNATURE_INVALID, 1));
        AuthStatus status = statistics.status(AuthConfig.DEFAULT, 7, keys);
        assertThat(status.enabled()).isTrue();
        assertThat(status.trustMode()).isEqualTo(TrustMode.TOFU);
        assertThat(status.trustedPeers()).isEqualTo(7);
        assertThat(status.failures()).isEqualTo(Map.of(AuthFailure.SIGNATURE_INVALID, 1L));
        assertThat(status.identity().publicKey().fingerprint())
                .isEqualTo(keys.identity().publicKey().fingerprint());
        assertThat(status.identity().createdAt()).isEqualTo(keys.identityCreatedAt());
        assertThat(status.certificate().fingerprint())
                .isEqualTo(keys.certificate().fingerprint());
        assertThat(status.certificate().notAfter()).isAfter(status.certificate().notBefore());
    }
}
