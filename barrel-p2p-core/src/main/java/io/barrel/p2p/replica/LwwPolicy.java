package io.barrel.p2p.replica;

import io.barrel.p2p.clock.ClockSkewException;
import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.wire.MalformedInputException;
import java.time.Duration;
import java.util.Optional;

/** What an {@link LwwMap} takes from other nodes. Their stamps move the clock here, unless they are too far ahead. */
final class LwwPolicy implements ReplicaPolicy {

    /** How long a tombstone is kept at most, if its retention is not longer, while a member that is away may come back. */
    static final Duration MAX_TOMBSTONE_AGE = Duration.ofHours(24);

    private final HybridClock clock;
    private final long retentionMillis;
    private boolean keepTombstones;

    LwwPolicy(HybridClock clock, Duration tombstoneRetention) {
        this.clock = clock;
        this.retentionMillis = tombstoneRetention.toMillis();
    }

    void keepTombstones(boolean keep) {
        keepTombstones = keep;
    }

    @Override
    public Optional<Refusal> refusal(ReplicaEntry entry) {
        try {
            clock.observe(Dot.of(entry.version()).stamp());
            return Optional.empty();
        } catch (ClockSkewException e) {
            return Optional.of(Refusal.CLOCK_SKEW);
        } catch (MalformedInputException e) {
            return Optional.of(Refusal.MALFORMED);
        }
    }

    /**
     * Reads the time as a stamp of this node: never behind what it has seen, so that a clock that lags keeps no tombstone alive. A
     * tombstone without a readable dot, which only a mistake of this node can have put here, has expired.
     */
    @Override
    public boolean isExpired(ReplicaEntry entry) {
        if (!entry.isTombstone()) {
            return false;
        }
        try {
            long written = HybridClock.millis(Dot.of(entry.version()).stamp());
            return HybridClock.millis(clock.now()) - written > maxAgeMillis();
        } catch (MalformedInputException e) {
            return true;
        }
    }

    private long maxAgeMillis() {
        return keepTombstones ? Math.max(retentionMillis, MAX_TOMBSTONE_AGE.toMillis()) : retentionMillis;
    }
}
