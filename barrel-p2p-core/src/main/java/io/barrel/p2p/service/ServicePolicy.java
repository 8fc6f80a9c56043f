package io.barrel.p2p.service;

import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaPolicy;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of services come in, and which are forgotten: those of a former life of a member, of a member the roster has forgotten, and
 * what was taken back long ago.
 */
final class ServicePolicy implements ReplicaPolicy {

    /** How long a member may be unknown to the roster while its services are known already: both come by different ways. */
    static final long GRACE_MILLIS = 60_000;

    private final HybridClock clock;
    private final LongSupplier wallMillis;
    private final long retentionMillis;
    private final Function<NodeId, @Nullable Standing> roster;
    private final long bornMillis;

    ServicePolicy(
            HybridClock clock,
            LongSupplier wallMillis,
            long retentionMillis,
            Function<NodeId, @Nullable Standing> roster) {
        this.clock = clock;
        this.wallMillis = wallMillis;
        this.retentionMillis = retentionMillis;
        this.roster = roster;
        this.bornMillis = wallMillis.getAsLong();
    }

    @Override
    public Optional<Refusal> refusal(ReplicaEntry entry) {
        ServiceEntry service;
        try {
            service = ServiceCodec.decode(entry);
        } catch (MalformedInputException e) {
            return Optional.of(Refusal.MALFORMED);
        }
        boolean acceptable = clock.acceptable(service.stamp()) && clock.acceptable(service.incarnation());
        return acceptable ? Optional.empty() : Optional.of(Refusal.CLOCK_SKEW);
    }

    /** Any: whose it is decides. */
    @Override
    public boolean mayExpire(ReplicaEntry entry) {
        return true;
    }

    @Override
    public boolean isExpired(ReplicaEntry entry) {
        ServiceEntry service = ServiceCodec.decode(entry);
        long now = wallMillis.getAsLong();
        if (!service.offered() && now - HybridClock.millis(service.stamp()) > retentionMillis) {
            return true;
        }
        Standing standing = roster.apply(service.node());
        if (standing != null) {
            return service.incarnation() < standing.incarnation();
        }
        long knownSince = Math.max(bornMillis, HybridClock.millis(service.incarnation()));
        return now - knownSince > GRACE_MILLIS;
    }
}
