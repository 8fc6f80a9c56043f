package io.barrel.p2p.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.roster.Member;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.roster.Roster;
import io.barrel.p2p.roster.Suspicion;
import io.barrel.p2p.security.AuthStatistics;
import io.barrel.p2p.wire.NodeId;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SuspicionMetricTests {

    private static final NodeId MEMBER = NodeId.of("b@test");
    private static final NodeId ACCUSER = NodeId.of("c@test");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final NodeStatistics statistics = new NodeStatistics();

    @BeforeEach
    void bind() {
        new P2pMetrics(
                        statistics,
                        new AuthStatistics(),
                        () -> new Views(List.of(), List.of(), 5, 30),
                        new NoMembers(),
                        List::of,
                        () -> {
                            throw new UnsupportedOperationException("not asked for");
                        },
                        Optional::empty,
                        Clock.systemUTC(),
                        () -> 0)
                .bindTo(meters);
    }

    @Test
    void everyReasonHasACounterThatBeginsAtZero() {
        assertThat(meters.find("barrel.p2p.roster.suspicions").functionCounters())
                .extracting(counter -> counter.getId().getTag("reason"))
                .containsExactlyInAnyOrder("link_lost", "probe_failed");
        assertThat(suspicions("link_lost")).isZero();
        assertThat(suspicions("probe_failed")).isZero();
    }

    @Test
    void suspicionIsCountedByWhatTheAccuserNoticed() {
        statistics.count(new MemberSuspected(MEMBER, 1, ACCUSER, SuspicionReason.LINK_LOST));
        statistics.count(new MemberSuspected(MEMBER, 2, ACCUSER, SuspicionReason.LINK_LOST));
        statistics.count(new MemberSuspected(ACCUSER, 1, MEMBER, SuspicionReason.PROBE_FAILED));

        assertThat(suspicions("link_lost")).isEqualTo(2);
        assertThat(suspicions("probe_failed")).isEqualTo(1);
    }

    @Test
    void whatComesOfASuspicionIsNoOther() {
        statistics.count(new MemberSuspected(MEMBER, 1, ACCUSER, SuspicionReason.PROBE_FAILED));
        statistics.count(new MemberDown(MEMBER, 1, false, ACCUSER, SuspicionReason.PROBE_FAILED));
        statistics.count(new MemberDown(ACCUSER, 1, true, null, null));
        statistics.count(new MemberUp(MEMBER, 2));

        assertThat(suspicions("link_lost")).isZero();
        assertThat(suspicions("probe_failed")).isEqualTo(1);
    }

    private double suspicions(String reason) {
        FunctionCounter counter =
                meters.get("barrel.p2p.roster.suspicions").tag("reason", reason).functionCounter();
        return counter.count();
    }

    private static final class NoMembers implements Roster {

        @Override
        public List<Member> members() {
            return List.of();
        }

        @Override
        public int count(MemberStatus status) {
            return 0;
        }

        @Override
        public Optional<Member> member(NodeId node) {
            return Optional.empty();
        }

        @Override
        public List<Suspicion> suspicions() {
            return List.of();
        }
    }
}
