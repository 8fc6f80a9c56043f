package io.barrel.p2p.messaging;

import static io.barrel.p2p.messaging.ExchangeNet.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.messaging.ExchangeNet.Node;
import io.barrel.p2p.messaging.MessageFrame.Kind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A peer that is authenticated and does not keep to the protocol. */
class HostileExchangeTests {

    private final ExchangeNet net = new ExchangeNet(3);
    private final Node a = net.add("a");
    private final Node liar = net.add("liar");

    HostileExchangeTests() {
        net.link(a, liar);
    }

    private void say(Kind kind, String address, int epoch, long number, long request, long received, long consumed) {
        say(kind, address, epoch, number, request, received, consumed, null, bytes("x"));
    }

    private void say(
            Kind kind,
            String address,
            int epoch,
            long number,
            long request,
            long received,
            long consumed,
            @Nullable MessagingFailure failure,
            ByteBuffer payload) {
        boolean caller = kind.isOfCaller();
        a.handle(new ExchangeInput.Received(
                liar.id,
                new MessageFrame(
                        kind, caller, address, epoch, number, request, received, consumed, 0, failure, "", Map.of(),
                        payload)));
    }

    private void violated() {
        assertThat(a.outputs(ExchangeOutput.Violated.class))
                .singleElement()
                .satisfies(violated -> assertThat(violated.peer()).isEqualTo(liar.id));
    }

    @Test
    void gapBreaksTheConversation() {
        say(Kind.CAST, "echo", 1, 1, 0, 0, 0);
        net.run(100);
        say(Kind.CAST, "echo", 1, 3, 0, 0, 0);
        violated();
        assertThat(a.handled).containsExactly("liar echo x");
    }

    @Test
    void conversationThatBeginsInItsMidstIsRefused() {
        say(Kind.CAST, "echo", 1, 2, 0, 0, 0);
        assertThat(a.sent(Kind.REFUSED))
                .singleElement()
                .satisfies(frame -> assertThat(frame.failure()).isEqualTo(MessagingFailure.UNREACHABLE));
        assertThat(a.handled).isEmpty();
    }

    @Test
    void receiptOfWhatWasNeverSentBreaksTheConversation() {
        liar.slow.add("echo");
        Call call = a.request(liar, "echo", "x");
        net.run(50);
        int epoch = a.sent(Kind.REQUEST).get(0).epoch();
        say(Kind.ACK, "echo", epoch, 0, 0, 2, 0);
        violated();
        assertThat(a.outcome(call)).isEqualTo("UNREACHABLE");
    }

    @Test
    void consumptionOfWhatWasNotReceivedBreaksTheConversation() {
        liar.slow.add("echo");
        a.request(liar, "echo", "x");
        net.run(50);
        say(Kind.ACK, "echo", a.sent(Kind.REQUEST).get(0).epoch(), 0, 0, 0, 1);
        violated();
    }

    @Test
    void senderThatIgnoresTheWindowIsCutOff() {
        a.slow.add("echo");
        ByteBuffer large = bytes("x".repeat(400_000));
        for (int number = 1; number <= 3; number++) {
            say(Kind.CAST, "echo", 1, number, 0, 0, 0, null, large);
        }
        assertThat(a.outputs(ExchangeOutput.Violated.class)).isEmpty();
        say(Kind.CAST, "echo", 1, 4, 0, 0, 0, null, large);
        violated();
        assertThat(a.before)
                .hasSize(3)
                .allSatisfy(delivery -> assertThat(delivery.isCancelled()).isTrue());
    }

    @Test
    void callerOfNobodyThatDoesNotTakeRefusalsIsNotHeardAndThenCutOff() {
        a.full = true;
        int number = 0;
        while (a.outputs(ExchangeOutput.Violated.class).isEmpty()) {
            // The outputs of many inputs are looked through once.
            for (int i = 0; i < 10_000; i++) {
                say(Kind.REQUEST, "nobody", 1, ++number, 0, 0, 0);
            }
        }
        long refusals = Answers.REPLIES / Outgoing.OVERHEAD;
        long held = Outgoing.WINDOW / (Outgoing.OVERHEAD + 1);
        assertThat((long) number).isLessThan(refusals + held + 2 * 10_000);
    }

    @Test
    void messagesHeldForWantOfRoomForRepliesAreHandledWhenThereIsSome() {
        Node b = net.add("b");
        net.link(a, b);
        a.full = true;
        String large = "x".repeat(Messaging.MAX_PAYLOAD);
        List<Call> calls =
                IntStream.range(0, 8).mapToObj(i -> b.request(a, "echo", large)).toList();
        net.run(1_000);
        assertThat(a.handled).as("four MiB of replies wait").hasSize(4);

        a.full = false;
        for (int lane = 0; lane < ExchangeNet.LANES; lane++) {
            a.handle(new ExchangeInput.Drained(b.id, lane));
        }
        net.run(1_000);

        assertThat(calls).allSatisfy(call -> assertThat(b.outcome(call)).startsWith("ok"));
    }

    @Test
    void addressesOfOneCallerAreBounded() {
        for (int i = 0; i <= Correspondent.MAX_ANSWERING; i++) {
            say(Kind.CAST, "address" + i, 1, 1, 0, 0, 0);
        }
        assertThat(a.sent(Kind.REFUSED))
                .singleElement()
                .satisfies(frame -> assertThat(frame.failure()).isEqualTo(MessagingFailure.REJECTED));
    }

    @Test
    void refusalFailsWhatIsUnderWayAndTheNextCallBeginsAnew() {
        liar.slow.add("echo");
        Call call = a.request(liar, "echo", "x");
        net.run(50);
        int epoch = a.sent(Kind.REQUEST).get(0).epoch();
        say(Kind.REFUSED, "echo", epoch, 0, 0, 0, 0, MessagingFailure.REJECTED, MessageFrame.NO_PAYLOAD);
        assertThat(a.outcome(call)).isEqualTo("REJECTED");
        liar.slow.clear();
        Call next = a.request(liar, "echo", "y");
        net.run(50);
        assertThat(a.outcome(next)).isEqualTo("ok y");
    }

    @Test
    void answerToNothingIsIgnored() {
        say(Kind.REPLY, "echo", 1, 1, 1, 0, 0);
        say(Kind.CANCEL, "echo", 1, 0, 1, 0, 0);
        say(Kind.ACK, "echo", 1, 0, 0, 0, 0);
        assertThat(a.outputs(ExchangeOutput.Violated.class)).isEmpty();
        Call call = a.request(liar, "echo", "x");
        int epoch = a.sent(Kind.REQUEST).get(0).epoch();
        say(Kind.REPLY, "echo", epoch, 1, 99, 0, 0);
        assertThat(a.outcome(call)).isEqualTo("under way");
    }

    @Test
    void wordOfAnEarlierConversationIsIgnored() {
        say(Kind.CAST, "echo", 5, 1, 0, 0, 0);
        say(Kind.CAST, "echo", 4, 1, 0, 0, 0);
        say(Kind.CAST, "echo", 4, 2, 0, 0, 0);
        net.run(50);
        assertThat(a.handled).containsExactly("liar echo x");
        assertThat(a.outputs(ExchangeOutput.Violated.class)).isEmpty();
    }
}
