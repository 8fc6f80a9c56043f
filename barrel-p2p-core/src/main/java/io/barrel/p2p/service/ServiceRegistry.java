package io.barrel.p2p.service;

import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.MessageHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Services by name, wherever they are. Any thread; never waits.
 *
 * <p>Every node holds the whole registry. A registration is seen elsewhere when its broadcast has arrived, and everywhere sooner or later;
 * it lasts as long as the member's life: it is gone when the roster says that the member left or is dead, and back when the member
 * refutes that. That a member is no neighbour any more changes nothing. Changes are told by {@code ServiceRegistered},
 * {@code ServiceUpdated}, {@code ServiceUnregistered} and {@code ServiceDown}.
 */
public interface ServiceRegistry {

    /** The longest name of a service, in bytes of UTF-8. */
    int MAX_NAME = 200;

    /** The largest metadata of a service, in bytes of keys and values. */
    int MAX_METADATA = 4 << 10;

    /**
     * Offers a service on this node, until the subscription is closed; over restarts of the node, too.
     *
     * @param service 1 to {@link #MAX_NAME} bytes of UTF-8, without control characters
     * @param metadata told to whoever looks it up, at most {@link #MAX_METADATA} bytes
     * @param handler handles calls; as in {@link io.barrel.p2p.messaging.Messaging#handle}
     * @throws IllegalArgumentException if a bound is exceeded
     * @throws IllegalStateException if this node offers the service already
     */
    Subscription register(String service, Map<String, String> metadata, MessageHandler handler);

    /** Everybody who offers a service and is alive: this node first, the others by name. Costs nothing but a look into a map. */
    List<ServiceInstance> lookup(String service);

    /** This node if it offers the service; else the nearest, by the round trip of links that are up, of those who do; else any. */
    Optional<ServiceInstance> whereis(String service);

    /** The names of all services that somebody offers. */
    Set<String> services();

    /**
     * Calls the instance of {@link #whereis}. If that turns out not to have the service, or not to take the call, it was not handled, and
     * others are tried.
     *
     * @return the reply; fails with {@link NoSuchServiceException} or {@link io.barrel.p2p.messaging.MessagingException}
     */
    default CompletionStage<ByteBuffer> call(String service, ByteBuffer payload, Duration timeout) {
        return call(service, payload, Map.of(), timeout);
    }

    /** The same, with context for the handler. */
    CompletionStage<ByteBuffer> call(String service, ByteBuffer payload, Map<String, String> context, Duration timeout);

    /** The same with an instance of the caller's choice, and context for its handler. */
    CompletionStage<ByteBuffer> call(
            String service, ByteBuffer payload, Map<String, String> context, Duration timeout, InstanceChoice choice);

    /** Sends a message that wants no reply to the instance of {@link #whereis}; completes when it has arrived there. */
    CompletionStage<Void> cast(String service, ByteBuffer payload);
}
