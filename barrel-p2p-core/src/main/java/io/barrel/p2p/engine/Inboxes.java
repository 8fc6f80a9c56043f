package io.barrel.p2p.engine;

import io.barrel.p2p.messaging.Delivery;
import io.barrel.p2p.messaging.ExchangeInput;
import io.barrel.p2p.messaging.Handlers;
import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.messaging.MessagingFailure;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Messages on their way to handlers: those of one conversation one after the other, those of several at once. How many wait is
 * bounded by the exchange.
 */
final class Inboxes {

    /** Messages of a conversation handled before its thread turns to others that wait. */
    private static final int SLICE = 64;

    private static final Logger log = LoggerFactory.getLogger(Inboxes.class);

    private final Handlers handlers;
    private final Executor executor;
    private final Consumer<ExchangeInput> post;
    private final Map<Object, Inbox> open = new HashMap<>();
    private final LongAdder handling = new LongAdder();

    /**
     * Nothing waits.
     *
     * @param post takes what became of a message, from any thread
     */
    Inboxes(Handlers handlers, Executor executor, Consumer<ExchangeInput> post) {
        this.handlers = handlers;
        this.executor = executor;
        this.post = post;
    }

    /** Messages whose handlers have not returned. Any thread. */
    int handling() {
        return handling.intValue();
    }

    /** Hands a message over. On the loop. */
    void deliver(Delivery delivery) {
        handling.increment();
        open.computeIfAbsent(delivery.conversation(), conversation -> new Inbox())
                .add(delivery);
    }

    /** The exchange knows that a message is done with. On the loop. */
    void taken(Delivery delivery) {
        Inbox inbox = open.get(delivery.conversation());
        if (inbox != null && --inbox.undone == 0) {
            open.remove(delivery.conversation());
        }
    }

    /** The messages of one conversation. */
    private final class Inbox implements Runnable {

        private final Queue<Delivery> waiting = new ConcurrentLinkedQueue<>();
        private final AtomicInteger size = new AtomicInteger();

        /** Those the exchange does not know to be done with; of the loop. */
        private int undone;

        void add(Delivery delivery) {
            undone++;
            waiting.add(delivery);
            if (size.getAndIncrement() == 0) {
                start();
            }
        }

        private void start() {
            try {
                executor.execute(this);
            } catch (RejectedExecutionException e) {
                // More conversations wait for a thread than may: none of this one's messages was begun.
                refuseAll();
            }
        }

        private void refuseAll() {
            int refused = size.get();
            for (int i = 0; i < refused; i++) {
                Delivery delivery = waiting.remove();
                handling.decrement();
                post.accept(new ExchangeInput.Failed(
                        delivery, MessagingFailure.REJECTED, "it has too much to do, or stops"));
                post.accept(new ExchangeInput.Taken(delivery));
            }
            if (size.addAndGet(-refused) > 0) {
                start();
            }
        }

        @Override
        public void run() {
            for (int i = 0; i < SLICE; i++) {
                Delivery delivery = waiting.remove();
                handle(delivery);
                if (size.decrementAndGet() == 0) {
                    return;
                }
            }
            start();
        }
    }

    private void handle(Delivery delivery) {
        try {
            if (!delivery.isCancelled()) {
                call(delivery);
            }
        } finally {
            handling.decrement();
            post.accept(new ExchangeInput.Taken(delivery));
        }
    }

    private void call(Delivery delivery) {
        Message message = delivery.message();
        MessageHandler handler = handlers.find(message.address());
        if (handler == null) {
            post.accept(new ExchangeInput.Failed(
                    delivery, MessagingFailure.NO_HANDLER, "nothing there handles messages to it any more"));
            return;
        }
        try {
            CompletionStage<ByteBuffer> reply = handler.onMessage(message);
            if (message.wantsReply()) {
                reply.whenComplete((payload, failure) -> reply(delivery, payload, failure));
            }
        } catch (Throwable e) {
            // Whatever it is, the messages behind this one must not wait for ever.
            failed(delivery, e, Level.WARN);
        }
    }

    private void reply(Delivery delivery, @Nullable ByteBuffer payload, @Nullable Throwable failure) {
        if (failure != null) {
            failed(delivery, failure, Level.DEBUG);
        } else if (payload == null || payload.remaining() > Messaging.MAX_PAYLOAD) {
            String reply = payload == null ? "null" : "of " + payload.remaining() + " bytes";
            post.accept(new ExchangeInput.Failed(
                    delivery, MessagingFailure.REMOTE_ERROR, "its handler's reply is " + reply));
        } else {
            post.accept(new ExchangeInput.Replied(delivery, payload.asReadOnlyBuffer()));
        }
    }

    private void failed(Delivery delivery, Throwable failure, Level level) {
        Message message = delivery.message();
        log.atLevel(level)
                .setCause(failure)
                .addKeyValue("address", message.address())
                .addKeyValue("peer", message.from())
                .log("The handler of {} failed", message.address());
        post.accept(
                new ExchangeInput.Failed(delivery, MessagingFailure.REMOTE_ERROR, "its handler failed: " + failure));
    }
}
