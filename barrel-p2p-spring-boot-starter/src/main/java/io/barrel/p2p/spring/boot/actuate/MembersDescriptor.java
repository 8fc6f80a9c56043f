package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.roster.Roster;
import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The members of the cluster, as this node knows them.
 *
 * @param members the {@value #LIMIT} whose status changed last, newest change first
 * @param total how many there are
 * @param suspicions the last suspicions and what became of them, newest first
 */
public record MembersDescriptor(List<Member> members, int total, List<Suspicion> suspicions)
        implements OperationResponseBody {

    private static final int LIMIT = 1000;

    static MembersDescriptor of(Roster roster) {
        List<io.barrel.p2p.roster.Member> members = roster.members();
        return new MembersDescriptor(
                members.stream()
                        .sorted(Comparator.comparing(io.barrel.p2p.roster.Member::since)
                                .reversed())
                        .limit(LIMIT)
                        .map(Member::of)
                        .toList(),
                members.size(),
                roster.suspicions().stream().map(Suspicion::of).toList());
    }

    private static @Nullable String text(@Nullable NodeId accuser) {
        return accuser == null ? null : accuser.value();
    }

    /**
     * A member.
     *
     * @param node its name
     * @param incarnation grows with every start; as text, because JavaScript would round the number
     * @param status {@code alive}, {@code suspect}, {@code dead} or {@code left}
     * @param address where it is dialled
     * @param metadata what it tells of itself, by key
     * @param since when the node that set the status did so, by its clock
     * @param accuser who could not reach it; null while it is alive or if it left
     * @param reason how that was noticed; null while it is alive or if it left
     */
    public record Member(
            String node,
            String incarnation,
            String status,
            String address,
            Map<String, String> metadata,
            Instant since,
            @Nullable String accuser,
            @Nullable String reason) {

        private static Member of(io.barrel.p2p.roster.Member member) {
            return new Member(
                    member.node().value(),
                    Long.toString(member.incarnation()),
                    member.status().word(),
                    member.address().toString(),
                    new TreeMap<>(member.metadata()),
                    member.since(),
                    text(member.accuser()),
                    Optional.ofNullable(member.reason())
                            .map(SuspicionReason::word)
                            .orElse(null));
        }
    }

    /**
     * A suspicion and what became of it.
     *
     * @param node who was suspected
     * @param incarnation which incarnation of it, as text
     * @param accuser who could not reach it first
     * @param reason how that was noticed
     * @param since when this node heard of it
     * @param outcome {@code open}, {@code refuted}, {@code confirmed} or {@code overtaken}
     * @param ended when; null while it is open
     */
    public record Suspicion(
            String node,
            String incarnation,
            String accuser,
            String reason,
            Instant since,
            String outcome,
            @Nullable Instant ended) {

        private static Suspicion of(io.barrel.p2p.roster.Suspicion suspicion) {
            return new Suspicion(
                    suspicion.node().value(),
                    Long.toString(suspicion.incarnation()),
                    suspicion.accuser().value(),
                    suspicion.reason().word(),
                    suspicion.since(),
                    NodeDescriptor.word(suspicion.outcome()),
                    suspicion.ended());
        }
    }
}
