package io.barrel.p2p.transport.quic;

import io.barrel.p2p.security.HandshakeReport;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.wire.AuthFailure;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One log line for each handshake. Strangers can make handshakes fail at any rate, so that of one reason at most
 * {@link #MAX_WARNINGS} a minute are warnings; the rest is told at debug level, and counted in one warning when the minute
 * ends. Confined to the loop.
 */
final class HandshakeLog {

    /** Warnings of one reason within {@link #WINDOW_MILLIS}: enough to see who and why. */
    static final int MAX_WARNINGS = 10;

    /** From the first warning of a reason on. */
    static final long WINDOW_MILLIS = 60_000;

    private static final Logger log = LoggerFactory.getLogger(HandshakeLog.class);

    /** What happens in a healthy cluster. */
    private static final Set<AuthFailure> ORDINARY =
            EnumSet.of(AuthFailure.SELF, AuthFailure.STALE_INCARNATION, AuthFailure.REJECTED);

    private final Loop loop;
    private final Map<AuthFailure, Window> windows = new EnumMap<>(AuthFailure.class);

    /** What was seen of one reason since its window began. */
    private static final class Window {
        private int failures;
    }

    HandshakeLog(Loop loop) {
        this.loop = loop;
    }

    void ended(HandshakeReport report) {
        AuthFailure failure = report.failure();
        var line = log.atLevel(failure != null && warns(failure) ? Level.WARN : Level.DEBUG)
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

    /** Counts a failure and tells whether it is still worth a warning. */
    private boolean warns(AuthFailure failure) {
        if (ORDINARY.contains(failure)) {
            return false;
        }
        Window window = windows.get(failure);
        if (window == null) {
            window = new Window();
            windows.put(failure, window);
            loop.schedule(() -> windowEnded(failure), WINDOW_MILLIS);
        }
        return ++window.failures <= MAX_WARNINGS;
    }

    private void windowEnded(AuthFailure failure) {
        Window window = windows.remove(failure);
        int suppressed = window == null ? 0 : window.failures - MAX_WARNINGS;
        if (suppressed > 0) {
            log.atWarn()
                    .addKeyValue("reason", failure.word())
                    .addKeyValue("suppressed", suppressed)
                    .log(
                            "Authentication failed {} more times within a minute for the same reason; each is logged at"
                                    + " debug level",
                            suppressed);
        }
    }

    /** Ends every window: what was suppressed is told before the loop stops. */
    void close() {
        List.copyOf(windows.keySet()).forEach(this::windowEnded);
    }
}
