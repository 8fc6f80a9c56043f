package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.event.AuthenticationFailed;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.membership.JoinException;
import io.barrel.p2p.security.AdmissionPolicy;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.Candidate;
import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Admission policies between whole nodes: a refusal is told at both ends, leaves no trace, and costs nobody else anything. */
class AdmissionTests extends LocalNodesTest {

    private static final NodeId B = NodeId.of("b@test");

    private final List<Candidate> asked = new CopyOnWriteArrayList<>();
    private final AdmissionPolicy nobodyNamedB = candidate -> {
        asked.add(candidate);
        return !candidate.node().equals(B);
    };

    @Test
    void peerThatDialsIsRefusedAndLeavesNoPin() {
        LocalNode a = start("a", policies(nobodyNamedB));

        LocalNode b = start("b", to(a));

        awaitRejected(a, b);
        assertThat(asked).allMatch(Candidate::incoming);
        assertThat(a.p2p.trustStore().pins()).isEmpty();
        assertThat(b.p2p.trustStore().pins()).isEmpty();
        assertStillServes(a);
    }

    @Test
    void peerThatIsDialledIsRefusedAndLeavesNoPin() {
        LocalNode b = start("b", builder -> builder);

        LocalNode a = start("a", policies(nobodyNamedB).andThen(to(b))::apply);

        awaitRejected(a, b);
        assertThat(asked).noneMatch(Candidate::incoming);
        assertThat(a.p2p.trustStore().pins()).isEmpty();
        assertStillServes(a);
    }

    @Test
    void policyThatThrowsRefuses() {
        LocalNode a = start("a", policies(candidate -> {
            throw new IllegalStateException("no database");
        }));

        LocalNode b = start("b", to(a));

        awaitRejected(a, b);
        assertThat(a.p2p.trustStore().pins()).isEmpty();
    }

    @Test
    void policyThatDoesNotAnswerInTimeRefusesAndBothEndsSaySo() {
        CountDownLatch never = new CountDownLatch(1);
        UnaryOperator<BarrelP2pConfig.Builder> slow = policies(candidate -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        });
        LocalNode a = start("a", slow.andThen(handshakesWithin(Duration.ofSeconds(4)))::apply);

        // Its budget ends before that of the node it waits for.
        LocalNode b = start("b", to(a).andThen(handshakesWithin(Duration.ofSeconds(3)))::apply);

        awaitRejected(a, b);
        assertThat(a.p2p.trustStore().pins()).isEmpty();
        assertThat(a.p2p.connections()).isEmpty();
    }

    @Test
    void policySeesWhatThePeerSaysAndIsAskedOnBothEnds() {
        LocalNode a = start("a", policies(nobodyNamedB, candidate -> asked.add(candidate)));
        LocalNode c = start(
                "c",
                to(a).andThen(policies(candidate -> asked.add(candidate)))
                        .andThen(builder -> builder.metadata(Map.of("region", "eu", "role", "worker")))::apply);
        awaitPeers(a, c);

        assertThat(asked).filteredOn(Candidate::incoming).hasSize(2).allSatisfy(candidate -> {
            assertThat(candidate.node()).isEqualTo(c.name);
            assertThat(candidate.publicKey().fingerprint())
                    .isEqualTo(c.p2p.node().orElseThrow().fingerprint());
            assertThat(candidate.address())
                    .isEqualTo(c.p2p.node().orElseThrow().self().address());
            assertThat(candidate.metadata()).isEqualTo(Map.of("region", "eu", "role", "worker"));
            assertThat(candidate.assurance()).isEqualTo(Assurance.IDENTITY);
        });
        assertThat(asked)
                .filteredOn(candidate -> !candidate.incoming())
                .singleElement()
                .satisfies(candidate -> {
                    assertThat(candidate.node()).isEqualTo(a.name);
                    assertThat(candidate.metadata()).isEmpty();
                });
    }

    @Test
    void peerThatIsLinkedStaysLinkedWhenAFurtherConnectionOfItIsRefused() {
        AtomicBoolean closed = new AtomicBoolean();
        LocalNode a = start("a", policies(candidate -> !closed.get()));
        LocalNode b = start("b", to(a));
        awaitPeers(a, b);
        closed.set(true);

        var join = b.p2p.membership().join(a.contact()).toCompletableFuture();

        assertThatThrownBy(() -> join.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(JoinException.class)
                .hasMessageContaining("rejected");
        assertThat(a.activePeers()).containsExactly(b.name);
        assertThat(b.activePeers()).containsExactly(a.name);
        assertThat(a.events).noneMatch(PeerDown.class::isInstance);
        assertThat(b.events).noneMatch(PeerDown.class::isInstance);
    }

    @Test
    void refusedPeerIsLeftInPeaceThoughOthersKeepTellingOfIt() {
        LocalNode c = start("c", builder -> builder);
        LocalNode a = start("a", policies(nobodyNamedB).andThen(to(c))::apply);
        awaitPeers(a, c);
        LocalNode b = start("b", to(c));
        awaitPeers(b, c);
        awaitRejected(a, b);
        double before = shuffles(a) + shuffles(b);

        await().atMost(30, TimeUnit.SECONDS).until(() -> shuffles(a) + shuffles(b) >= before + 8);

        assertThat(asked)
                .filteredOn(candidate -> candidate.node().equals(B))
                .as("one dial of each to the other at most, and one that crossed it")
                .hasSizeBetween(1, 3);
        assertThat(a.views().passive())
                .noneMatch(passive -> passive.peer().node().equals(b.name));
        assertThat(a.activePeers()).containsExactly(c.name);
        assertThat(b.activePeers()).containsExactly(c.name);
    }

    private void assertStillServes(LocalNode node) {
        awaitPeers(node, start("friend", to(node)));
    }

    /** Both ends count the refusal, and no other failure, in status and metric, and tell of it by an event. */
    private static void awaitRejected(LocalNode by, LocalNode refused) {
        for (LocalNode node : List.of(by, refused)) {
            await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> {
                assertThat(node.p2p.authentication().orElseThrow().failures()).containsOnlyKeys(AuthFailure.REJECTED);
                assertThat(counted(node, "barrel.p2p.dist.auth.failures", "reason", "rejected"))
                        .isPositive();
                assertThat(node.events)
                        .filteredOn(AuthenticationFailed.class::isInstance)
                        .isNotEmpty()
                        .extracting(event -> ((AuthenticationFailed) event).reason())
                        .containsOnly(AuthFailure.REJECTED);
            });
        }
        assertThat(by.activePeers()).doesNotContain(refused.name);
        assertThat(refused.activePeers()).doesNotContain(by.name);
    }

    private static double shuffles(LocalNode node) {
        return counted(node, "barrel.p2p.hyparview.shuffle");
    }

    private static double counted(LocalNode node, String meter, String... tags) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        node.p2p.metrics().bindTo(meters);
        return meters.get(meter).tags(tags).functionCounter().count();
    }

    private static UnaryOperator<BarrelP2pConfig.Builder> policies(AdmissionPolicy... policies) {
        return builder -> builder.admission(List.of(policies));
    }

    private static UnaryOperator<BarrelP2pConfig.Builder> handshakesWithin(Duration budget) {
        return builder ->
                builder.auth(AuthConfig.builder().handshakeTimeout(budget).build());
    }
}
