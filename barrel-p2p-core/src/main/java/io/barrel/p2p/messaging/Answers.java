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

    /** The next message of a conversation has come; what is said of it waits for the pump. */
    void take(Conversation conversation, MessageFrame frame) {
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

    /** The next to be said in a conversation, if any may be; where all is said, what was held for that goes on. */
    @Nullable
    Item next(Conversation conversation) {
        Item item = conversation.out.next();
        return item == null && deliver(conversation) ? conversation.out.next() : item;
    }

    /**
     * Hands over what is held, as far as it may be now. That nobody handles an address is a reply as any other: who does not take
     * them is not heard either, else they would pile up here.
     *
     * @return whether something is said of it
     */
    private boolean deliver(Conversation conversation) {
        boolean said = false;
        while (!conversation.held.isEmpty()
                && conversation.ahead < AHEAD
                && conversation.out.waitingBytes() < REPLIES) {
            Delivery next = conversation.held.remove();
            if (ports.handles(conversation.address)) {
                conversation.ahead++;
                outputs.accept(new ExchangeOutput.Deliver(next));
            } else {
                conversation.open.remove(next.number());
                conversation.in.taken(next);
                say(
                        conversation,
                        Kind.FAILURE,
                        next.number(),
                        MessageFrame.NO_PAYLOAD,
                        MessagingFailure.NO_HANDLER,
                        "nothing there handles messages to it");
                said = true;
            }
        }
        return said;
    }

    void taken(Delivery delivery) {
        Conversation conversation = delivery.in();
        conversation.ahead--;
        conversation.in.taken(delivery);
        if (deliver(conversation)) {
            pump.accept(conversation);
        }
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
