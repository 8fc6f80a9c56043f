package io.barrel.p2p.revocation;

import io.barrel.p2p.wire.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many signatures are checked on behalf of a sender: so many at once, and so many each second. Whoever sends forged revocations
 * keeps the loop busy no longer than that, and uses up nobody else's share. What exceeds it is refused and comes again by anti-entropy.
 */
final class CheckBudget {

    /** At once: measured, that many take 65 ms. */
    static final int BURST = 512;

    /** Each second; about one percent of the loop's time. */
    static final int PER_SECOND = 64;

    /** Senders that are told apart; the eldest is forgotten, and has a whole share when it comes again. */
    private static final int MAX_SENDERS = 64;

    private static final int MILLIS = 1_000;

    private final Map<String, Share> shares = new LinkedHashMap<>();

    /** What is left, in thousandths, at a time. */
    private record Share(long left, long at) {}

    /**
     * Takes one check.
     *
     * @param sender the peer whose link it came over; null for a broadcast, of which that is not known
     * @return whether there was one left
     */
    boolean take(@Nullable NodeId sender, long now) {
        String name = sender == null ? "" : sender.value();
        Share before = shares.remove(name);
        long left = before == null
                ? (long) BURST * MILLIS
                : Math.min((long) BURST * MILLIS, before.left() + (now - before.at()) * PER_SECOND);
        boolean granted = left >= MILLIS;
        shares.put(name, new Share(granted ? left - MILLIS : left, now));
        if (shares.size() > MAX_SENDERS) {
            shares.remove(shares.keySet().iterator().next());
        }
        return granted;
    }
}
