package io.barrel.p2p.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.event.ServiceDown;
import io.barrel.p2p.event.ServiceRegistered;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.replica.ReplicaTimer;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One registry, and what others would tell it. */
class ServiceReplicaTests {

    private static final long EPOCH = 1_700_000_000_000L;
    private static final NodeId SELF = NodeId.of("self@h");
    private static final NodeId X = NodeId.of("x@h");
    private static final long LIFE = stamp(EPOCH - 3_600_000);

    private final Map<NodeId, Standing> roster = new HashMap<>();
    private final List<ServiceOutput> outputs = new ArrayList<>();
    private long wall = EPOCH;
    private final ServiceReplica replica = new ServiceReplica(
            SELF,
            LIFE,
            ReplicaConfig.DEFAULT,
            new HybridClock(() -> wall, Duration.ofMinutes(1)),
            () -> wall,
            roster::get,
            new SplittableRandom(1),
            outputs::add);

    private static long stamp(long millis) {
        return millis << 16;
    }

    private void handle(ServiceInput input) {
        replica.handle(input, wall - EPOCH);
    }

    private void say(NodeId owner, long life, long stamp, boolean offered) {
        ReplicaEntry entry = ServiceCodec.encode(
                new ServiceEntry("prices", owner, life, stamp, offered, Map.of(), offered ? EPOCH : 0));
        handle(new ServiceInput.Delivered(owner, List.of(entry)));
    }

    private List<ServiceEntry> told() {
        return outputs.stream()
                .filter(ServiceOutput.Broadcast.class::isInstance)
                .flatMap(output -> ((ServiceOutput.Broadcast) output).entries().stream())
                .map(ServiceCodec::decode)
                .toList();
    }

    private List<Object> events() {
        return outputs.stream()
                .filter(ServiceOutput.Emit.class::isInstance)
                .map(output -> (Object) ((ServiceOutput.Emit) output).event())
                .toList();
    }

    private void member(NodeId node, long life, boolean present) {
        roster.put(node, new Standing(life, present));
        handle(new ServiceInput.MemberChanged(node));
    }

    private List<NodeId> lookup() {
        return replica.view().lookup("prices").stream()
                .map(ServiceInstance::node)
                .toList();
    }

    @Test
    void ownServicesAreBroadcastOnceAndComeFirst() {
        member(X, LIFE, true);
        say(X, LIFE, stamp(EPOCH), true);
        handle(new ServiceInput.Register("prices", Map.of()));
        handle(new ServiceInput.Register("prices", Map.of()));
        assertThat(told()).hasSize(1);
        assertThat(lookup()).containsExactly(SELF, X);
    }

    @Test
    void serviceOfAMemberTheRosterDoesNotKnowYetWaitsForIt() {
        say(X, LIFE, stamp(EPOCH), true);
        assertThat(lookup()).isEmpty();
        member(X, LIFE, true);
        assertThat(lookup()).containsExactly(X);
        assertThat(events()).containsExactly(new ServiceRegistered("prices", X));
    }

    @Test
    void serviceFollowsTheLifeOfItsMember() {
        member(X, LIFE, true);
        say(X, LIFE, stamp(EPOCH), true);
        member(X, LIFE, false);
        assertThat(lookup()).isEmpty();
        member(X, LIFE, true);
        assertThat(lookup()).containsExactly(X);
        member(X, LIFE + 1, true);
        assertThat(lookup()).isEmpty();
        assertThat(events())
                .containsExactly(
                        new ServiceRegistered("prices", X),
                        new ServiceDown("prices", X),
                        new ServiceRegistered("prices", X),
                        new ServiceDown("prices", X));
    }

    @Test
    void wordOfAFormerLifeIsNotTakenIn() {
        member(X, LIFE + 1, true);
        say(X, LIFE, stamp(EPOCH), true);
        assertThat(replica.digest()).isZero();
    }

    @Test
    void servicesOfAMemberThatStaysUnknownAreForgotten() {
        say(X, LIFE, stamp(EPOCH), true);
        wall += 61_000;
        handle(new ServiceInput.TimerFired(new ReplicaTimer.Sweep()));
        assertThat(replica.digest()).isZero();
        say(X, LIFE, stamp(wall), true);
        assertThat(replica.digest()).isZero();
        say(X, stamp(wall), stamp(wall), true);
        assertThat(replica.digest()).isNotZero();
    }

    @Test
    void whatThisNodeOffersIsNotForgottenHoweverLongTheRosterDoesNotKnowIt() {
        handle(new ServiceInput.Register("prices", Map.of()));
        wall += Duration.ofDays(2).toMillis();
        handle(new ServiceInput.TimerFired(new ReplicaTimer.Sweep()));
        assertThat(lookup()).containsExactly(SELF);
        assertThat(events()).containsExactly(new ServiceRegistered("prices", SELF));
    }

    @Test
    void stampsTooFarAheadAreRefused() {
        member(X, LIFE, true);
        say(X, LIFE, stamp(EPOCH + 61_000), true);
        say(X, stamp(EPOCH + 61_000), stamp(EPOCH), true);
        assertThat(lookup()).isEmpty();
        assertThat(outputs)
                .filteredOn(ServiceOutput.Refused.class::isInstance)
                .extracting(output -> ((ServiceOutput.Refused) output).refusal())
                .containsExactly(Refusal.CLOCK_SKEW, Refusal.CLOCK_SKEW);
    }

    @Test
    void whatOthersClaimOfThisNodeIsContradicted() {
        handle(new ServiceInput.Register("prices", Map.of("k", "v")));
        outputs.clear();
        // Nobody may say it by broadcast; anti-entropy brings it all the same.
        say(SELF, LIFE, stamp(EPOCH + 30_000), false);
        assertThat(told()).singleElement().satisfies(entry -> {
            assertThat(entry.offered()).isTrue();
            assertThat(entry.metadata()).containsEntry("k", "v");
            assertThat(entry.stamp()).isGreaterThan(stamp(EPOCH + 30_000));
        });
        assertThat(lookup()).containsExactly(SELF);
    }

    @Test
    void serviceThisNodeNeverOfferedIsTakenBack() {
        say(SELF, LIFE, stamp(EPOCH + 30_000), true);
        assertThat(told())
                .singleElement()
                .satisfies(entry -> assertThat(entry.offered()).isFalse());
        assertThat(lookup()).isEmpty();
    }

    @Test
    void anotherIncarnationSaysAllAgain() {
        handle(new ServiceInput.Register("prices", Map.of()));
        outputs.clear();
        handle(new ServiceInput.Reincarnated(LIFE + 5));
        assertThat(told())
                .singleElement()
                .satisfies(entry -> assertThat(entry.incarnation()).isEqualTo(LIFE + 5));
        assertThat(lookup()).containsExactly(SELF);
        assertThat(events()).isEmpty();
    }
}
