package io.barrel.p2p.roster;

import static io.barrel.p2p.roster.RosterNet.EPOCH;
import static io.barrel.p2p.roster.RosterNet.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.roster.Suspicion.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users read. */
class RosterViewTests {

    private final RosterView view = new RosterView();

    private void show(String name, MemberStatus status) {
        MemberEntry alive = RosterNet.alive(name, 1, 0);
        view.show(alive.node(), RosterCodec.encode(alive.with(status, EPOCH, node("z"), SuspicionReason.LINK_LOST)));
    }

    private static Suspicion suspicion(int number) {
        return new Suspicion(
                node("x"),
                number,
                node("a"),
                SuspicionReason.LINK_LOST,
                Instant.ofEpochMilli(number),
                Outcome.OPEN,
                null);
    }

    @ParameterizedTest
    @EnumSource(MemberStatus.class)
    void membersAreCountedByStatus(MemberStatus status) {
        show("a", MemberStatus.ALIVE);
        show("b", MemberStatus.SUSPECT);
        show("a", status);
        show("b", status);
        for (MemberStatus each : MemberStatus.values()) {
            assertThat(view.count(each)).isEqualTo(each == status ? 2 : 0);
        }
        view.show(node("a"), null);
        view.show(node("stranger"), null);
        assertThat(view.count(status)).isEqualTo(1);
        assertThat(view.members()).extracting(Member::node).containsExactly(node("b"));
        assertThat(view.member(node("a"))).isEmpty();
        assertThat(view.member(node("b")))
                .hasValueSatisfying(member -> assertThat(member.status()).isEqualTo(status));
    }

    @Test
    void membersAreInTheOrderOfTheirNames() {
        IntStream.of(3, 1, 2).forEach(number -> show("n" + number, MemberStatus.ALIVE));
        assertThat(view.members()).extracting(Member::node).containsExactly(node("n1"), node("n2"), node("n3"));
    }

    @Test
    void oldestSuspicionsAreForgotten() {
        IntStream.rangeClosed(1, RosterView.HISTORY + 2).forEach(number -> view.suspected(suspicion(number)));
        assertThat(view.suspicions())
                .hasSize(RosterView.HISTORY)
                .startsWith(suspicion(RosterView.HISTORY + 2))
                .endsWith(suspicion(3));
    }

    @Test
    void outcomeIsKeptInItsPlace() {
        IntStream.rangeClosed(1, 3).forEach(number -> view.suspected(suspicion(number)));
        Suspicion ended = suspicion(2).ended(Outcome.REFUTED, Instant.ofEpochMilli(9));
        view.ended(suspicion(2), ended);
        assertThat(view.suspicions()).containsExactly(suspicion(3), ended, suspicion(1));
        assertThat(ended.outcome()).isEqualTo(Outcome.REFUTED);
        assertThat(ended.ended()).isEqualTo(Instant.ofEpochMilli(9));
    }

    @Test
    void outcomeOfWhatIsForgottenIsNotShown() {
        view.suspected(suspicion(1));
        view.ended(suspicion(2), suspicion(2).ended(Outcome.CONFIRMED, Instant.EPOCH));
        assertThat(view.suspicions()).containsExactly(suspicion(1));
    }

    /** Each read is whole: a member is accused if it is suspect, and not else. */
    @Test
    void otherThreadsReadWhileTheLoopWrites() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            List<Future<Integer>> reads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                reads.add(readers.submit(() -> readUntil(done)));
            }
            for (int i = 0; i < 30_000; i++) {
                String name = "n" + i % 50;
                show(name, i % 3 == 0 ? MemberStatus.SUSPECT : MemberStatus.ALIVE);
                view.suspected(suspicion(i));
                view.ended(suspicion(i), suspicion(i).ended(Outcome.REFUTED, Instant.EPOCH));
                if (i % 7 == 0) {
                    view.show(node(name), null);
                }
            }
            done.set(true);
            for (Future<Integer> read : reads) {
                assertThat(read.get(30, TimeUnit.SECONDS)).isPositive();
            }
        } finally {
            done.set(true);
            readers.shutdownNow();
        }
    }

    private int readUntil(AtomicBoolean done) {
        int reads = 0;
        do {
            assertThat(view.members())
                    .isSortedAccordingTo(Comparator.comparing(Member::node))
                    .allMatch(member -> (member.accuser() != null) == (member.status() == MemberStatus.SUSPECT));
            assertThat(view.suspicions()).hasSizeLessThanOrEqualTo(RosterView.HISTORY);
            assertThat(view.count(MemberStatus.SUSPECT)).isBetween(0, 50);
            reads++;
        } while (!done.get());
        return reads;
    }
}
