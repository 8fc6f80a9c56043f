package io.barrel.p2p.sample;

import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.roster.Roster;
import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to the cluster.
 *
 * @param members by status, then by name; {@value #MOST} of them
 * @param total how many there are
 * @param suspicions the last {@value #MOST_SUSPICIONS}, newest first
 */
record Members(List<Member> members, int total, List<Suspicion> suspicions) {

    static final int MOST = 500;
    static final int MOST_SUSPICIONS = 50;

    static Members of(Roster roster) {
        List<io.barrel.p2p.roster.Member> all = roster.members();
        return new Members(
                all.stream()
                        .sorted(Comparator.comparing(io.barrel.p2p.roster.Member::status)
                                .thenComparing(member -> member.node().value()))
                        .limit(MOST)
                        .map(Member::of)
                        .toList(),
                all.size(),
                roster.suspicions().stream()
                        .limit(MOST_SUSPICIONS)
                        .map(Suspicion::of)
                        .toList());
    }

    /** A member; accuser and reason only if it is suspected or taken for gone. */
    record Member(
            String node,
            String address,
            String status,
            Instant since,
            @Nullable String accuser,
            @Nullable String reason) {

        private static Member of(io.barrel.p2p.roster.Member member) {
            return new Member(
                    member.node().value(),
                    member.address().toString(),
                    member.status().word(),
                    member.since(),
                    Optional.ofNullable(member.accuser()).map(NodeId::value).orElse(null),
                    Optional.ofNullable(member.reason())
                            .map(SuspicionReason::word)
                            .orElse(null));
        }
    }

    /** A suspicion and what became of it; no end while it is open. */
    record Suspicion(
            String node,
            String accuser,
            String reason,
            Instant since,
            String outcome,
            @Nullable Instant ended) {

        private static Suspicion of(io.barrel.p2p.roster.Suspicion suspicion) {
            return new Suspicion(
                    suspicion.node().value(),
                    suspicion.accuser().value(),
                    suspicion.reason().word(),
                    suspicion.since(),
                    suspicion.outcome().name().toLowerCase(Locale.ROOT),
                    suspicion.ended());
        }
    }
}
