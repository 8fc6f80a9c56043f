package io.barrel.p2p.transport.quic;

import io.barrel.p2p.security.HandshakeReport;
import io.barrel.p2p.wire.AuthFailure;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One log line for each handshake. */
final class HandshakeLog {

    private static final Logger log = LoggerFactory.getLogger(HandshakeLog.class);

    /** What happens in a healthy cluster. */
    private static final Set<AuthFailure> ORDINARY =
            EnumSet.of(AuthFailure.SELF, AuthFailure.STALE_INCARNATION, AuthFailure.REJECTED);

    private HandshakeLog() {}

    static void ended(HandshakeReport report) {
        AuthFailure failure = report.failure();
        Level level = failure == null || ORDINARY.contains(failure) ? Level.DEBUG : Level.WARN;
        var line = log.atLevel(level)
                .addKeyValue("peer", report.node())
                .addKeyValue("address", report.address())
                .addKeyValue("incoming", report.incoming());
        if (failure == null) {
            line.addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(report.durationNanos()))
                    .log("Authentication succeeded");
        } else {
            line.addKeyValue("reason", failure.word())
                    .addKeyValue("byPeer", report.byPeer())
                    .log("Authentication failed: {}", report.detail());
        }
    }
}
