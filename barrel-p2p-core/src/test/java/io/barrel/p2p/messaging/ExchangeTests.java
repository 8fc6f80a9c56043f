package io.barrel.p2p.messaging;

import static io.barrel.p2p.messaging.ExchangeNet.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.messaging.ExchangeNet.Node;
import io.barrel.p2p.messaging.MessageFrame.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of messages: delivered, answered, refused, given up. */
class ExchangeTests {

    private final ExchangeNet net = new ExchangeNet(1);
    private final Node a = net.add("a");
    private final Node b = net.add("b");

    private static List<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    @Test
    void messageIsHandledOnceAndItsSenderToldThatItArrived() {
        Call call = a.send(b, "echo", "hello");
        net.run(100);
        assertThat(b.handled).containsExactly("a echo hello");
        assertThat(a.outcome(call)).isEqualTo("ok ");
        assertThat(b.sent(Kind.REPLY)).isEmpty();
    }

    @Test
    void requestIsAnswered() {
        Call call = a.request(b, "echo", "hello");
        net.run(100);
        assertThat(a.outcome(call)).isEqualTo("ok hello");
        assertThat(a.exchange.pending()).isZero();
        assertThat(a.exchange.isIdle(b.id) && b.exchange.isIdle(a.id)).isTrue();
    }

    @Test
    void oneLinkIsOpenedForAllWhoWait() {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(a.request(b, i % 2 == 0 ? "echo" : "other", "" + i));
        }
        b.handlers.add("other");
        net.run(200);
        assertThat(a.outputs(ExchangeOutput.Connect.class)).hasSize(1);
        assertThat(calls).allSatisfy(call -> assertThat(a.outcome(call)).startsWith("ok "));
    }

    @Test
    void messagesOfOneSenderToOneAddressKeepTheirOrder() {
        numbered("m", 1_000).forEach(text -> a.send(b, "echo", text));
        net.run(1_000);
        assertThat(b.handled).isEqualTo(numbered("a echo m", 1_000));
    }

    @Test
    void nodeMayCallItself() {
        net.link(a, a);
        Call call = a.request(a, "echo", "myself");
        net.run(100);
        assertThat(a.outcome(call)).isEqualTo("ok myself");
    }

    @Test
    void messageToAnAddressWithoutAHandlerFails() {
        Call request = a.request(b, "nobody", "x");
        Call message = a.send(b, "nobody", "x");
        net.run(100);
        assertThat(a.outcome(request)).isEqualTo("NO_HANDLER");
        assertThat(a.outcome(message)).isEqualTo("NO_HANDLER");
    }

    @Test
    void failureOfAHandlerIsToldInItsWords() {
        b.slow.add("echo");
        a.request(b, "echo", "x");
        net.run(100);
        Delivery delivery = b.before.remove();
        b.handle(new ExchangeInput.Failed(delivery, MessagingFailure.REMOTE_ERROR, "no such price"));
        b.handle(new ExchangeInput.Taken(delivery));
        net.run(100);
        assertThat(a.outputs(ExchangeOutput.CallFailed.class)).singleElement().satisfies(failed -> {
            assertThat(failed.failure()).isEqualTo(MessagingFailure.REMOTE_ERROR);
            assertThat(failed.detail()).isEqualTo("no such price");
        });
    }

    @Test
    void requestThatTakesTooLongFailsAtItsDeadlineAndIsNotHandledAfter() {
        b.slow.add("echo");
        Call call = a.submit(b, "echo", "x", true, 1_000);
        net.run(999);
        assertThat(a.outcome(call)).isEqualTo("under way");
        net.run(1 + 2 * Deadlines.TICK);
        assertThat(a.outcome(call)).isEqualTo("TIMEOUT");
        net.run(100);
        assertThat(b.before.peek().isCancelled()).isTrue();
        b.work();
        net.run(100);
        assertThat(b.handled).isEmpty();
        assertThat(a.request(b, "echo", "y").isDone()).isFalse();
        net.run(100);
        b.work();
        assertThat(b.handled).containsExactly("a echo y");
    }

    @Test
    void cancelledRequestIsToldOfAndEndsWithoutAWord() {
        b.slow.add("echo");
        Call call = a.request(b, "echo", "x");
        net.run(100);
        a.handle(new ExchangeInput.Cancel(call));
        net.run(100);
        assertThat(b.before.peek().isCancelled()).isTrue();
        assertThat(a.ended).isEmpty();
        assertThat(a.exchange.pending()).isZero();
    }

    @Test
    void requestThatIsCancelledBeforeItLeavesIsNotSent() {
        b.reachable = false;
        Call call = a.request(b, "echo", "x");
        a.handle(new ExchangeInput.Cancel(call));
        net.link(a, b);
        net.run(100);
        assertThat(a.sent(Kind.REQUEST)).isEmpty();
    }

    @Test
    void allWhoWaitForANodeThatIsNotReachedAreTold() {
        b.reachable = false;
        Call message = a.send(b, "echo", "x");
        Call request = a.request(b, "echo", "y");
        net.run(100);
        assertThat(a.outcome(message)).isEqualTo("UNREACHABLE");
        assertThat(a.outcome(request)).isEqualTo("UNREACHABLE");
        b.reachable = true;
        Call later = a.request(b, "echo", "z");
        net.run(100);
        assertThat(a.outcome(later)).isEqualTo("ok z");
        assertThat(b.handled).containsExactly("a echo z");
    }

    @Test
    void whatWaitsIsBoundedByCount() {
        Node small = net.add("small", new MessagingConfig(Duration.ofSeconds(10), 1 << 20, 3, 1));
        List<Call> calls = numbered("m", 4).stream()
                .map(text -> small.request(b, "echo", text))
                .toList();
        assertThat(small.outcome(calls.get(3))).isEqualTo("OVERLOADED");
        net.run(100);
        assertThat(calls.subList(0, 3))
                .allSatisfy(call -> assertThat(small.outcome(call)).startsWith("ok "));
        Call next = small.request(b, "echo", "again");
        net.run(100);
        assertThat(small.outcome(next)).isEqualTo("ok again");
    }

    @Test
    void whatWaitsIsBoundedByBytes() {
        Node small = net.add("small", new MessagingConfig(Duration.ofSeconds(10), 1 << 20, 1_000, 1));
        b.slow.add("echo");
        String large = "x".repeat(500_000);
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            calls.add(small.send(b, "echo", large));
            net.run(50);
        }
        // Two are under way, two wait.
        assertThat(calls.stream().map(small::outcome))
                .containsExactly("ok ", "ok ", "under way", "under way", "OVERLOADED", "OVERLOADED");
    }

    @Test
    void slowHandlerMakesItsCallersWaitAndNobodyElse() {
        b.slow.add("echo");
        b.handlers.add("quick");
        String kilobyte = "x".repeat(1_000);
        for (int i = 0; i < 3_000; i++) {
            a.send(b, "echo", kilobyte);
        }
        net.run(1_000);
        long sent = a.sent(Kind.CAST).size();
        assertThat(sent * (1_000L + Outgoing.OVERHEAD)).isBetween(Outgoing.WINDOW - 2_000L, (long) Outgoing.WINDOW);
        assertThat(b.before).hasSize(Answers.AHEAD);
        Call other = a.request(b, "quick", "me");
        net.run(50);
        assertThat(a.outcome(other)).isEqualTo("ok me");
        for (int i = 0; i < 3_000; i++) {
            if (b.before.isEmpty()) {
                net.run(100);
            }
            b.work();
        }
        assertThat(b.handled.stream().filter(line -> line.startsWith("a echo")).count())
                .isEqualTo(3_000);
    }

    @Test
    void largestMessageGoesThoughItFillsTheWindow() {
        String largest = "x".repeat(Messaging.MAX_PAYLOAD);
        Call first = a.request(b, "echo", largest);
        Call second = a.request(b, "echo", largest);
        net.run(500);
        assertThat(List.of(a.outcome(first), a.outcome(second))).containsOnly("ok " + largest);
    }

    @Test
    void handlerGetsNoMoreWorkWhileItsRepliesWait() {
        net.link(a, b);
        b.slow.add("echo");
        String large = "x".repeat(100_000);
        for (int i = 0; i < 100; i++) {
            a.request(b, "echo", i + large);
        }
        net.run(200);
        net.unlink(a, b);
        a.reachable = false;
        int handled = b.before.size();
        assertThat(handled).isBetween(9, 11);
        while (!b.before.isEmpty()) {
            b.work();
        }
        assertThat(b.handled).hasSize(handled);
    }

    @Test
    void burstOfMessagesIsAcknowledgedInFewFrames() {
        net.link(a, b);
        numbered("m", 1_000).forEach(text -> a.send(b, "echo", text));
        net.run(1_000);
        assertThat(b.sent(Kind.ACK)).hasSizeLessThan(40);
        assertThat(a.ended.values()).hasSize(1_000).containsOnly("ok ");
    }

    @Test
    void requestsAndRepliesHardlyNeedAcknowledgementsOfTheirOwn() {
        net.link(a, b);
        for (int i = 0; i < 100; i++) {
            a.request(b, "echo", "m");
            net.run(9);
        }
        assertThat(b.sent(Kind.ACK)).hasSizeLessThan(10);
        assertThat(a.sent(Kind.ACK)).hasSizeLessThan(10);
    }

    @Test
    void lostLinkIsOpenedAgainAndNothingIsLostOrHandledTwice() {
        net.link(a, b);
        b.slow.add("echo");
        List<Call> calls = numbered("m", 50).stream()
                .map(text -> a.request(b, "echo", text))
                .toList();
        net.run(3);
        net.unlink(a, b);
        net.run(100);
        while (!b.before.isEmpty()) {
            b.work();
        }
        net.run(2);
        net.unlink(a, b);
        net.run(100);
        assertThat(b.handled).isEqualTo(numbered("a echo m", 50));
        assertThat(calls).allSatisfy(call -> assertThat(a.outcome(call)).startsWith("ok m"));
    }

    @Test
    void nothingIsSaidAgainBecauseALinkIsAskedForThatIsThere() {
        net.link(a, b);
        a.send(b, "echo", "x");
        net.link(a, b);
        net.run(100);
        assertThat(a.sent(Kind.CAST)).hasSize(1);
        assertThat(b.handled).containsExactly("a echo x");
    }

    @Test
    void answerIsCarriedOverAnotherLinkThanTheQuestion() {
        net.link(a, b);
        b.slow.add("echo");
        Call call = a.request(b, "echo", "x");
        net.run(100);
        net.replace(a, b);
        b.work();
        net.replace(a, b);
        net.run(100);
        assertThat(a.outcome(call)).isEqualTo("ok x");
    }

    @Test
    void wordThatTheWindowIsOpenIsNotLostWithALink() {
        net.link(a, b);
        b.slow.add("echo");
        String large = "x".repeat(600_000);
        a.send(b, "echo", large);
        Call second = a.send(b, "echo", large);
        net.run(100);
        b.work();
        net.run(2 * Speech.DELAY + 1);
        net.replace(a, b);
        net.run(100);
        assertThat(a.outcome(second)).isEqualTo("ok ");
    }

    @Test
    void restartedNodeGetsWhatWaitedAndNotWhatWasUnderWay() {
        net.link(a, b);
        b.slow.add("echo");
        String large = "x".repeat(900_000);
        Call underWay = a.request(b, "echo", large);
        Call waiting = a.request(b, "echo", "y".repeat(900_000));
        net.run(100);
        net.unlink(a, b);
        b.slow.clear();
        b.incarnation = 2;
        net.link(a, b);
        net.run(100);
        assertThat(a.outcome(underWay)).isEqualTo("UNREACHABLE");
        assertThat(a.outcome(waiting)).startsWith("ok y");
    }

    @Test
    void stopFailsWhatIsUnderWay() {
        b.slow.add("echo");
        Call call = a.request(b, "echo", "x");
        net.run(100);
        Call waiting = a.request(b, "echo", "y".repeat(Messaging.MAX_PAYLOAD));
        a.handle(new ExchangeInput.Stop());
        assertThat(List.of(a.outcome(call), a.outcome(waiting))).containsOnly("STOPPED");
        assertThat(a.exchange.pending()).isZero();
    }

    @Test
    void conversationsThatAreLongOverAreForgotten() {
        a.request(b, "echo", "x");
        net.run(100);
        net.unlink(a, b);
        net.run(Duration.ofMinutes(20).toMillis());
        a.outputs.clear();
        b.outputs.clear();
        net.run(Duration.ofMinutes(5).toMillis());
        assertThat(a.outputs).isEmpty();
        assertThat(b.outputs).isEmpty();
        Call call = a.request(b, "echo", "again");
        net.run(100);
        assertThat(a.outcome(call)).isEqualTo("ok again");
    }

    @Test
    void contextReachesTheHandler() {
        net.link(a, b);
        b.slow.add("echo");
        Call call = new Call(b.id, "echo", bytes("x"), Map.of("traceparent", "00-1"), true, 1_000);
        a.handle(new ExchangeInput.Submit(call));
        net.run(100);
        assertThat(b.before.remove().message().context()).containsEntry("traceparent", "00-1");
    }
}
