package io.barrel.p2p.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.FuzzedRandom;
import io.barrel.p2p.fuzz.Hostile;
import io.barrel.p2p.messaging.MessageFrame.Kind;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Peers say what they like in conversations, while links come and go and lanes fill. */
class ExchangeFuzzTests implements ExchangePorts {

    private static final List<NodeId> PEERS = List.of(NodeId.of("x@h"), NodeId.of("y@h"));
    private static final List<String> ADDRESSES = List.of("a", "b", "unhandled");
    private static final List<MessagingFailure> FAILURES = List.of(MessagingFailure.values());

    /** Those that the answering side can tell of. */
    private static final List<MessagingFailure> TOLD = List.of(
            MessagingFailure.NO_HANDLER,
            MessagingFailure.REJECTED,
            MessagingFailure.UNREACHABLE,
            MessagingFailure.REMOTE_ERROR);

    private final List<ExchangeOutput> outputs = new ArrayList<>();
    private final List<Delivery> delivered = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final Set<Call> ended = new HashSet<>();
    private final Map<NodeId, Integer> epochs = new HashMap<>();
    private final Map<Object, Integer> inWindow = new HashMap<>();
    private final Set<NodeId> full = new HashSet<>();
    private final Exchange exchange = new Exchange(MessagingConfig.DEFAULT, this, outputs::add);
    private long now;

    @Override
    public int lanes() {
        return 2;
    }

    @Override
    public boolean hasRoom(NodeId peer, int lane) {
        return !full.contains(peer);
    }

    @Override
    public boolean handles(String address) {
        return !address.equals("unhandled");
    }

    /** One object of the class gets every input: what a scene holds is in another. */
    @FuzzTest
    void everyCallEndsOnceAndEveryMessageIsHandledOnce(FuzzedDataProvider data) {
        new ExchangeFuzzTests().play(new FuzzedRandom(data));
    }

    private void play(FuzzedRandom random) {
        while (random.hasMore()) {
            now += random.nextInt(4) == 0 ? random.nextInt(20_000) : 0;
            step(random);
            carryOut();
        }
        exchange.handle(new ExchangeInput.Stop(), now);
        carryOut();
        assertThat(ended).containsExactlyInAnyOrderElementsOf(calls);
        assertThat(exchange.pending()).isZero();
    }

    private void step(FuzzedRandom random) {
        NodeId peer = random.any(PEERS);
        switch (random.nextInt(12)) {
            case 0 -> handle(new ExchangeInput.Linked(peer, random.nextInt(3)));
            case 1 -> handle(new ExchangeInput.Unlinked(peer));
            case 2 -> handle(new ExchangeInput.Replaced(peer));
            case 3 -> handle(new ExchangeInput.ConnectFailed(peer, random.any(FAILURES), "no"));
            case 4 -> {
                if (!full.remove(peer)) {
                    full.add(peer);
                }
                handle(new ExchangeInput.Drained(peer, random.nextInt(2)));
            }
            case 5 -> handle(new ExchangeInput.TimerFired(random.any(List.of(ExchangeTimer.values()))));
            case 6 -> {
                Call call = new Call(
                        peer,
                        random.any(ADDRESSES),
                        ByteBuffer.allocate(random.nextInt(8) == 0 ? 300_000 : 1),
                        Map.of(),
                        random.nextBoolean(),
                        1 + random.nextInt(30_000));
                calls.add(call);
                handle(new ExchangeInput.Submit(call));
            }
            case 7 -> {
                if (!calls.isEmpty()) {
                    Call call = random.any(calls);
                    handle(new ExchangeInput.Cancel(call));
                    ended.add(call); // by its caller, to whom nothing is said
                }
            }
            case 8 -> {
                if (!delivered.isEmpty()) {
                    answer(random, delivered.remove(random.nextInt(delivered.size())));
                }
            }
            default ->
                Hostile.decoded(() -> MessageCodec.decode(MessageCodec.encode(frame(random, peer))))
                        .flatMap(frame -> frame)
                        .ifPresent(frame -> handle(new ExchangeInput.Received(peer, frame)));
        }
    }

    private void answer(FuzzedRandom random, Delivery delivery) {
        if (delivery.message().wantsReply()) {
            handle(
                    random.nextBoolean()
                            ? new ExchangeInput.Replied(delivery, ByteBuffer.allocate(1))
                            : new ExchangeInput.Failed(delivery, random.any(TOLD), "no"));
        }
        handle(new ExchangeInput.Taken(delivery));
        inWindow.merge(delivery.conversation(), -delivery.bytes(), Integer::sum);
    }

    private void handle(ExchangeInput input) {
        exchange.handle(input, now);
    }

    private void carryOut() {
        List<ExchangeOutput> done = List.copyOf(outputs);
        outputs.clear();
        for (ExchangeOutput output : done) {
            if (output instanceof ExchangeOutput.SendTo send) {
                assertThat(MessageCodec.decode(MessageCodec.encode(send.frame())))
                        .contains(send.frame());
                epochs.put(send.to(), send.frame().epoch());
            } else if (output instanceof ExchangeOutput.Deliver deliver) {
                delivered.add(deliver.delivery());
                int held = inWindow.merge(
                        deliver.delivery().conversation(), deliver.delivery().bytes(), Integer::sum);
                assertThat(held).as("bytes before one handler").isLessThanOrEqualTo(4 << 20);
            } else if (output instanceof ExchangeOutput.Completed completed) {
                assertThat(ended.add(completed.call())).as("ended once").isTrue();
            } else if (output instanceof ExchangeOutput.CallFailed failed) {
                assertThat(ended.add(failed.call())).as("ended once").isTrue();
            }
        }
    }

    private MessageFrame frame(FuzzedRandom random, NodeId peer) {
        Kind kind = random.any(List.of(Kind.values()));
        boolean caller = kind == Kind.ACK ? random.nextBoolean() : kind.isOfCaller();
        boolean refuses = kind == Kind.FAILURE || kind == Kind.REFUSED;
        return new MessageFrame(
                kind,
                caller,
                random.any(ADDRESSES),
                caller || random.nextInt(4) == 0 ? random.nextInt(4) : epochs.getOrDefault(peer, 0),
                kind.isNumbered() ? random.small() : 0,
                random.small(),
                random.small(),
                random.small(),
                random.nextInt(1_000),
                refuses ? random.any(FAILURES) : null,
                "",
                Map.of(),
                ByteBuffer.allocate(random.nextInt(16) == 0 ? 400_000 : random.nextInt(3)));
    }
}
