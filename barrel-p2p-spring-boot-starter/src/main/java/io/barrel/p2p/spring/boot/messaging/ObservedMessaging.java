package io.barrel.p2p.spring.boot.messaging;

import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.Addresses;
import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingStatus;
import io.barrel.p2p.wire.NodeId;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Messaging whose requests and handlers are observed as {@code barrel.p2p.request} and {@code barrel.p2p.handle}. The trace goes
 * with a request in its context; a message without a reply has none.
 */
public final class ObservedMessaging implements Messaging {

    private final Messaging messaging;
    private final ObservationRegistry registry;

    /** Observes what is done through it. */
    public ObservedMessaging(Messaging messaging, ObservationRegistry registry) {
        this.messaging = messaging;
        this.registry = registry;
    }

    @Override
    public CompletionStage<Void> send(NodeId to, String address, ByteBuffer payload) {
        return messaging.send(to, address, payload);
    }

    @Override
    public CompletionStage<ByteBuffer> request(
            NodeId to, String address, ByteBuffer payload, Map<String, String> context, Duration timeout) {
        Map<String, String> carrier = new HashMap<>(context);
        SenderContext<Map<String, String>> sender = new SenderContext<>(ObservedMessaging::addIfItFits, Kind.CLIENT);
        sender.setCarrier(carrier);
        sender.setRemoteServiceName(to.value());
        Observation observation = Observation.createNotStarted("barrel.p2p.request", () -> sender, registry)
                .contextualName("request " + address)
                .highCardinalityKeyValue("address", address)
                .highCardinalityKeyValue("node", to.value())
                .start();
        CompletionStage<ByteBuffer> reply;
        try {
            reply = messaging.request(to, address, payload, carrier, timeout);
        } catch (RuntimeException e) {
            end(observation, e);
            throw e;
        }
        reply.whenComplete((value, failure) -> end(observation, failure));
        // Not what whenComplete returns: cancelling that would not cancel the request.
        return reply;
    }

    /** Tracing must not make a request fail that would not without. */
    private static void addIfItFits(@Nullable Map<String, String> carrier, String key, String value) {
        if (carrier == null) {
            return;
        }
        Map<String, String> larger = new HashMap<>(carrier);
        larger.put(key, value);
        try {
            Addresses.requireContext(larger);
        } catch (IllegalArgumentException e) {
            return;
        }
        carrier.put(key, value);
    }

    @Override
    public Subscription handle(String address, MessageHandler handler) {
        return messaging.handle(address, message -> handle(message, handler));
    }

    @SuppressWarnings("try") // the scope is used by being open
    private CompletionStage<ByteBuffer> handle(Message message, MessageHandler handler) throws Exception {
        ReceiverContext<Map<String, String>> receiver = new ReceiverContext<>(
                (carrier, key) -> carrier.get(key), message.wantsReply() ? Kind.SERVER : Kind.CONSUMER);
        receiver.setCarrier(message.context());
        receiver.setRemoteServiceName(message.from().value());
        Observation observation = Observation.createNotStarted("barrel.p2p.handle", () -> receiver, registry)
                .contextualName("handle " + message.address())
                .highCardinalityKeyValue("address", message.address())
                .highCardinalityKeyValue("node", message.from().value())
                .start();
        CompletionStage<ByteBuffer> reply;
        try (Observation.Scope scope = observation.openScope()) {
            reply = handler.onMessage(message);
        } catch (Exception | Error e) {
            end(observation, e);
            throw e;
        }
        reply.whenComplete((value, failure) -> end(observation, failure));
        return reply;
    }

    private static void end(Observation observation, @Nullable Throwable failure) {
        observation.lowCardinalityKeyValue("outcome", outcome(failure));
        if (failure != null) {
            observation.error(failure);
        }
        observation.stop();
    }

    private static String outcome(@Nullable Throwable failure) {
        if (failure == null) {
            return "ok";
        }
        if (failure instanceof MessagingException of) {
            return of.failure().word();
        }
        return failure instanceof CancellationException ? "cancelled" : "error";
    }

    @Override
    public MessagingStatus status() {
        return messaging.status();
    }
}
