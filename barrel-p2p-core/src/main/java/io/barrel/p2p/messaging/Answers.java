package io.barrel.p2p.messaging;

import io.barrel.p2p.messaging.MessageFrame.Kind;
import io.barrel.p2p.messaging.Outgoing.Item;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answering side of conversations: messages are handed to handlers, a few ahead of what they have done, and none while more
 * replies wait than the other side takes.
 */
final class Answers {

    /** Messages of a conversation that handlers may have before them. */
    static final int AHEAD = 256;

    /** Bytes of replies that may wait in a conversation before its handler gets no more work. */
    static final long REPLIES = 4 << 20;

    private final ExchangePorts ports;
    private final Consumer<ExchangeOutput> outputs;
    private final Consumer<Conversation> pump;

    /**
     * Nobody is answered yet.
     *
     * @param pump sends what waits in a conversation
     */
    Answers(ExchangePorts ports, Consumer<ExchangeOutput> outputs, Consumer<Conversation> pump) {
        this.ports = ports;
        this.outputs = outputs;
        this.pump = pump;
    }

    /** The next message of a conversation has come. */
    void take(Conversation conversation, MessageFrame frame) {
        if (!ports.handles(conversation.address)) {
            conversation.in.pass();
            say(
                    conversation,
                    Kind.FAILURE,
                    frame.number(),
                    MessageFrame.NO_PAYLOAD,
                    MessagingFailure.NO_HANDLER,
                    "nothing there handles messages to it");
            return;
        }
        Message message = new Message(
                conversation.peer,
                conversation.address,
                frame.payload(),
                frame.context(),
                frame.kind() == Kind.REQUEST);
        Delivery delivery = new Delivery(conversation, frame.number(), message);
        conversation.in.add(delivery);
        if (message.wantsReply()) {
            conversation.open.put(frame.number(), delivery);
        }
        conversation.held.add(delivery);
        deliver(conversation);
    }

    private void deliver(Conversation conversation) {
        while (!conversation.held.isEmpty()
                && conversation.ahead < AHEAD
                && conversation.out.waitingBytes() < REPLIES) {
            conversation.ahead++;
            outputs.accept(new ExchangeOutput.Deliver(conversation.held.remove()));
        }
    }

    void taken(Delivery delivery) {
        Conversation conversation = delivery.in();
        conversation.ahead--;
        conversation.in.taken(delivery);
        deliver(conversation);
    }

    void reply(Delivery delivery, ByteBuffer payload) {
        answer(delivery, Kind.REPLY, payload, null, "");
    }

    void fail(Delivery delivery, MessagingFailure failure, String detail) {
        answer(delivery, Kind.FAILURE, MessageFrame.NO_PAYLOAD, failure, detail);
    }

    private void answer(
            Delivery delivery, Kind kind, ByteBuffer payload, @Nullable MessagingFailure failure, String detail) {
        Conversation conversation = delivery.in();
        if (conversation.open.remove(delivery.number()) != null) {
            say(conversation, kind, delivery.number(), payload, failure, detail);
            pump.accept(conversation);
            deliver(conversation);
        }
    }

    private static void say(
            Conversation conversation,
            Kind kind,
            long request,
            ByteBuffer payload,
            @Nullable MessagingFailure failure,
            String detail) {
        conversation.out.add(new Item(kind, request, null, payload, failure, detail));
    }

    /** The caller of a request does not wait any more. */
    void cancel(Conversation conversation, long request) {
        Delivery delivery = conversation.open.get(request);
        if (delivery != null) {
            delivery.cancel();
        }
    }
}
