package io.barrel.p2p.spring.boot.messaging;

import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.messaging.MessagingStatus;
import io.barrel.p2p.wire.NodeId;
import io.micrometer.observation.ObservationRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Messaging whose requests and handlers are observed. */
public final class ObservedMessaging implements Messaging {

    private final Messaging messaging;
    private final MessageObservations observations;

    /** Observes what is done through it. */
    public ObservedMessaging(Messaging messaging, ObservationRegistry registry) {
        this.messaging = messaging;
        this.observations = new MessageObservations(registry);
    }

    @Override
    public CompletionStage<Void> send(NodeId to, String address, ByteBuffer payload) {
        return messaging.send(to, address, payload);
    }

    @Override
    public CompletionStage<ByteBuffer> request(
            NodeId to, String address, ByteBuffer payload, Map<String, String> context, Duration timeout) {
        return observations.request(
                address, to.value(), context, traced -> messaging.request(to, address, payload, traced, timeout));
    }

    @Override
    public Subscription handle(String address, MessageHandler handler) {
        return messaging.handle(address, observations.observed(handler));
    }

    @Override
    public MessagingStatus status() {
        return messaging.status();
    }
}
