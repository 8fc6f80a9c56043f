package io.barrel.p2p.security;

import io.barrel.p2p.wire.AuthFailure;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts handshakes. Safe for use by any thread. A connection of the node to itself is none and counted nowhere.
 */
public final class AuthStatistics {

    private static final Logger log = LoggerFactory.getLogger(AuthStatistics.class);
    private static final int KEPT_DURATIONS = 1024;
    private static final double NANOS_PER_MILLI = 1_000_000.0;

    private final LongAdder incomingOk = new LongAdder();
    private final LongAdder incomingFail = new LongAdder();
    private final LongAdder outgoingOk = new LongAdder();
    private final LongAdder outgoingFail = new LongAdder();
    private final Map<AuthFailure, LongAdder> failures = new EnumMap<>(AuthFailure.class);
    private final List<Consumer<HandshakeReport>> listeners = new CopyOnWriteArrayList<>();

    private final Object ring = new Object();
    private final long[] durations = new long[KEPT_DURATIONS];
    private long successes;

    /** Statistics with all counts at 0. */
    public AuthStatistics() {
        for (AuthFailure failure : AuthFailure.values()) {
            failures.put(failure, new LongAdder());
        }
    }

    /**
     * Calls a listener for every handshake that is counted, on the thread that records it, which is the loop: it must not
     * block. One that throws is logged.
     */
    public void addListener(Consumer<HandshakeReport> listener) {
        listeners.add(listener);
    }

    /** Ends what {@link #addListener} began. */
    public void removeListener(Consumer<HandshakeReport> listener) {
        listeners.remove(listener);
    }

    /** Counts a handshake that ended. */
    public void record(HandshakeReport report) {
        AuthFailure failure = report.failure();
        if (failure == AuthFailure.SELF) {
            return;
        }
        if (failure == null) {
            (report.incoming() ? incomingOk : outgoingOk).increment();
            keep(report.durationNanos());
        } else {
            (report.incoming() ? incomingFail : outgoingFail).increment();
            counter(failure).increment();
        }
        for (Consumer<HandshakeReport> listener : listeners) {
            tell(listener, report);
        }
    }

    private static void tell(Consumer<HandshakeReport> listener, HandshakeReport report) {
        try {
            listener.accept(report);
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("A listener of handshakes failed");
        }
    }

    private LongAdder counter(AuthFailure failure) {
        LongAdder counter = failures.get(failure);
        if (counter == null) {
            throw new IllegalStateException("every reason has a counter, " + failure + " has none");
        }
        return counter;
    }

    private void keep(long nanos) {
        synchronized (ring) {
            durations[(int) (successes++ % KEPT_DURATIONS)] = nanos;
        }
    }

    /** Failed handshakes of that reason since start. */
    public long failures(AuthFailure reason) {
        return counter(reason).sum();
    }

    /** Handshakes of peers that dialled. */
    public AuthStatus.Attempts incoming() {
        return new AuthStatus.Attempts(incomingOk.sum(), incomingFail.sum());
    }

    /** Handshakes of peers that were dialled. */
    public AuthStatus.Attempts outgoing() {
        return new AuthStatus.Attempts(outgoingOk.sum(), outgoingFail.sum());
    }

    /** How long the last 1,024 successful handshakes took; percentiles by nearest rank. */
    public AuthStatus.Durations durations() {
        long[] sorted;
        synchronized (ring) {
            sorted = Arrays.copyOf(durations, (int) Math.min(successes, KEPT_DURATIONS));
        }
        if (sorted.length == 0) {
            return new AuthStatus.Durations(0, 0, 0);
        }
        Arrays.sort(sorted);
        return new AuthStatus.Durations(millis(sorted, 50), millis(sorted, 95), millis(sorted, 100));
    }

    private static double millis(long[] sorted, int percent) {
        int rank = (sorted.length * percent + 99) / 100;
        return sorted[rank - 1] / NANOS_PER_MILLI;
    }

    /**
     * Authentication now.
     *
     * @param config how peers are authenticated
     * @param trustedPeers pins in the trust store
     * @param keys this node's keys
     */
    public AuthStatus status(AuthConfig config, int trustedPeers, NodeKeys keys) {
        Map<AuthFailure, Long> occurred = new EnumMap<>(AuthFailure.class);
        failures.forEach((reason, counter) -> {
            long count = counter.sum();
            if (count > 0) {
                occurred.put(reason, count);
            }
        });
        NodeCertificate certificate = keys.certificate();
        return new AuthStatus(
                config.enabled(),
                config.trustMode(),
                config.keySuccession(),
                trustedPeers,
                incoming(),
                outgoing(),
                occurred,
                durations(),
                new AuthStatus.Identity(keys.identity().publicKey(), keys.identityCreatedAt()),
                new AuthStatus.Certificate(
                        certificate.fingerprint(),
                        certificate.x509().getNotBefore().toInstant(),
                        certificate.x509().getNotAfter().toInstant()));
    }
}
