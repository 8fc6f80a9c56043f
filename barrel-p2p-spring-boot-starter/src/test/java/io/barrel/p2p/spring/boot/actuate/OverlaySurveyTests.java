package io.barrel.p2p.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import io.barrel.p2p.Neighbour;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.roster.Member;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whom a survey asks, how many at once, and what it makes of what they answer. */
class OverlaySurveyTests {

    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final MockNode mock = new MockNode();

    @Test
    void memberThatFailsOrLiesIsUnanswered() {
        members(5);
        answer(0, CompletableFuture.completedFuture(List.of(new Neighbour(member(1), null, false))));
        answer(1, CompletableFuture.failedFuture(failure(MessagingFailure.UNREACHABLE)));
        answer(2, CompletableFuture.failedFuture(failure(MessagingFailure.NO_HANDLER)));
        // As a stage that depends on another tells its failure.
        answer(
                3,
                CompletableFuture.failedFuture(new CompletionException(new MalformedInputException("no neighbours"))));
        answer(4, CompletableFuture.failedFuture(new ArithmeticException("secret detail")));

        OverlayDescriptor found = new OverlaySurvey(mock.node).overlay();

        assertThat(found.nodes())
                .containsExactly(new OverlayDescriptor.Node(
                        "node0@h", List.of(new OverlayDescriptor.Edge("node1@h", null, false))));
        assertThat(found.unanswered())
                .containsExactly(
                        new OverlayDescriptor.Unanswered("node1@h", "unreachable"),
                        new OverlayDescriptor.Unanswered("node2@h", "no_handler"),
                        new OverlayDescriptor.Unanswered("node3@h", "malformed"),
                        new OverlayDescriptor.Unanswered("node4@h", "internal_error"));
        assertThat(found.total()).isEqualTo(5);
    }

    @Test
    void surveyEndsWithoutThoseWhoNeverAnswer() {
        members(40);
        given(mock.node.neighbours(any(), any())).willReturn(new CompletableFuture<>());

        OverlayDescriptor found = new OverlaySurvey(mock.node, SHORT, LONG).overlay();

        assertThat(found.nodes()).isEmpty();
        assertThat(found.unanswered())
                .hasSize(40)
                .allMatch(member -> member.reason().equals("timeout"));
        // The others would have been asked only once one of these had answered.
        verify(mock.node, times(OverlaySurvey.PARALLEL)).neighbours(any(), any());
    }

    @Test
    void aThousandAreAskedAndFewAtOnce() {
        members(1100);
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        given(mock.node.neighbours(any(), any()))
                .willAnswer(call -> CompletableFuture.supplyAsync(() -> {
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    open.decrementAndGet();
                    return List.<Neighbour>of();
                }));

        OverlayDescriptor found = new OverlaySurvey(mock.node, LONG, LONG).overlay();

        assertThat(found.nodes()).hasSize(1000);
        assertThat(found.unanswered()).isEmpty();
        assertThat(found.total()).isEqualTo(1100);
        assertThat(most).hasValueLessThanOrEqualTo(OverlaySurvey.PARALLEL);
    }

    @Test
    void manyWhoLookAskNoMoreThanOne() {
        members(1);
        OverlaySurvey survey = new OverlaySurvey(mock.node, LONG, LONG);

        OverlayDescriptor first = survey.overlay();

        assertThat(IntStream.range(0, 20).parallel().mapToObj(i -> survey.overlay()))
                .allSatisfy(found -> assertThat(found).isSameAs(first));
        verify(mock.node, times(1)).neighbours(any(), any());
    }

    @Test
    void membersAreAskedAgainOnceTheAnswerIsOld() {
        members(1);
        OverlaySurvey survey = new OverlaySurvey(mock.node, LONG, Duration.ZERO);

        survey.overlay();
        survey.overlay();

        verify(mock.node, times(2)).neighbours(any(), any());
    }

    private void answer(int member, CompletableFuture<List<Neighbour>> answer) {
        given(mock.node.neighbours(eq(member(member)), any())).willReturn(answer);
    }

    private void members(int count) {
        given(mock.roster.members())
                .willReturn(IntStream.range(0, count)
                        .mapToObj(i -> new Member(
                                member(i),
                                1,
                                MemberStatus.ALIVE,
                                MockNode.address(1),
                                Map.of(),
                                MockNode.START,
                                null,
                                null))
                        .toList());
    }

    private static NodeId member(int i) {
        return NodeId.of("node" + i + "@h");
    }

    private static MessagingException failure(MessagingFailure failure) {
        return new MessagingException(failure, member(0), "address", "text");
    }
}
