package io.barrel.p2p.spring.boot.messaging;

import io.barrel.p2p.messaging.Addresses;
import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.service.NoSuchServiceException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Observes requests as {@code barrel.p2p.request} and handlers as {@code barrel.p2p.handle}. The trace goes with a request in its
 * context; a message without a reply has none.
 */
public final class MessageObservations {

    private final ObservationRegistry registry;

    /** Observations of a registry. */
    public MessageObservations(ObservationRegistry registry) {
        this.registry = registry;
    }

    /**
     * Observes a request until its reply.
     *
     * @param address what is called, as the observation names it
     * @param callee who is called: a node, or a service
     * @param context what the application sends beside the payload
     * @param send sends the request, with the trace in its context
     * @return what {@code send} returned
     */
    public CompletionStage<ByteBuffer> request(
            String address,
            String callee,
            Map<String, String> context,
            Function<Map<String, String>, CompletionStage<ByteBuffer>> send) {
        Map<String, String> carrier = new HashMap<>(context);
        SenderContext<Map<String, String>> sender = new SenderContext<>(MessageObservations::addIfItFits, Kind.CLIENT);
        sender.setCarrier(carrier);
        sender.setRemoteServiceName(callee);
        Observation observation = Observation.createNotStarted("barrel.p2p.request", () -> sender, registry)
                .contextualName("request " + address)
                .highCardinalityKeyValue("address", address)
                .highCardinalityKeyValue("node", callee)
                .start();
        CompletionStage<ByteBuffer> reply;
        try {
            reply = send.apply(carrier);
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

    /** A handler that is observed until it has replied. */
    public MessageHandler observed(MessageHandler handler) {
        return message -> handle(message, handler);
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
        if (failure instanceof NoSuchServiceException) {
            return "no_service";
        }
        return failure instanceof CancellationException ? "cancelled" : "error";
    }
}
