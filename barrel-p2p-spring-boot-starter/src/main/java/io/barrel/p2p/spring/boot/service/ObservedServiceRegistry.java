package io.barrel.p2p.spring.boot.service;

import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.service.InstanceChoice;
import io.barrel.p2p.service.ServiceInstance;
import io.barrel.p2p.service.ServiceNames;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.spring.boot.messaging.MessageObservations;
import io.micrometer.observation.ObservationRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A registry whose calls and handlers are observed; a call that is tried with several instances is one observation. */
public final class ObservedServiceRegistry implements ServiceRegistry {

    private final ServiceRegistry services;
    private final MessageObservations observations;

    /** Observes what is done through it. */
    public ObservedServiceRegistry(ServiceRegistry services, ObservationRegistry registry) {
        this.services = services;
        this.observations = new MessageObservations(registry);
    }

    @Override
    public Subscription register(String service, Map<String, String> metadata, MessageHandler handler) {
        return services.register(service, metadata, observations.observed(handler));
    }

    @Override
    public List<ServiceInstance> lookup(String service) {
        return services.lookup(service);
    }

    @Override
    public Optional<ServiceInstance> whereis(String service) {
        return services.whereis(service);
    }

    @Override
    public Set<String> services() {
        return services.services();
    }

    @Override
    public CompletionStage<ByteBuffer> call(
            String service, ByteBuffer payload, Map<String, String> context, Duration timeout) {
        return observations.request(
                ServiceNames.address(service),
                service,
                context,
                traced -> services.call(service, payload, traced, timeout));
    }

    @Override
    public CompletionStage<ByteBuffer> call(
            String service, ByteBuffer payload, Map<String, String> context, Duration timeout, InstanceChoice choice) {
        return observations.request(
                ServiceNames.address(service),
                service,
                context,
                traced -> services.call(service, payload, traced, timeout, choice));
    }

    @Override
    public CompletionStage<Void> cast(String service, ByteBuffer payload) {
        return services.cast(service, payload);
    }
}
