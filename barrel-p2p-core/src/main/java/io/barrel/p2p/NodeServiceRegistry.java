package io.barrel.p2p;

import io.barrel.p2p.engine.NodeEngine;
import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.Handlers;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.service.InstanceChoice;
import io.barrel.p2p.service.NoSuchServiceException;
import io.barrel.p2p.service.ServiceInstance;
import io.barrel.p2p.service.ServiceNames;
import io.barrel.p2p.service.ServiceRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The registry of a node that may be started and stopped: what it offers is offered again by its next life. Any thread. */
final class NodeServiceRegistry implements ServiceRegistry {

    private final Supplier<Optional<NodeEngine>> running;
    private final Messaging messaging;
    private final Handlers handlers;
    private final RandomGenerator random;
    private final Map<String, Map<String, String>> offered = new ConcurrentHashMap<>();

    NodeServiceRegistry(
            Supplier<Optional<NodeEngine>> running, Messaging messaging, Handlers handlers, RandomGenerator random) {
        this.running = running;
        this.messaging = messaging;
        this.handlers = handlers;
        this.random = random;
    }

    /** The node has started. */
    void offerAll() {
        running.get().ifPresent(node -> offered.forEach(node::offer));
    }

    @Override
    public Subscription register(String service, Map<String, String> metadata, MessageHandler handler) {
        ServiceNames.require(service, metadata);
        Subscription handling = handlers.add(ServiceNames.address(service), handler);
        offered.put(service, Map.copyOf(metadata));
        running.get().ifPresent(node -> node.offer(service, Map.copyOf(metadata)));
        AtomicBoolean closed = new AtomicBoolean();
        return () -> {
            // Once: by the second time somebody else may offer it here.
            if (closed.compareAndSet(false, true)) {
                offered.remove(service);
                running.get().ifPresent(node -> node.withdraw(service));
                handling.close();
            }
        };
    }

    @Override
    public List<ServiceInstance> lookup(String service) {
        NodeEngine node = running.get().orElse(null);
        return node == null ? List.of() : node.services().lookup(service);
    }

    @Override
    public Optional<ServiceInstance> whereis(String service) {
        List<ServiceInstance> instances = lookup(service);
        return instances.isEmpty() ? Optional.empty() : Optional.of(nearest(instances));
    }

    private ServiceInstance nearest(List<ServiceInstance> instances) {
        NodeEngine node = running.get().orElse(null);
        if (node == null
                || instances.size() == 1
                || node.isSelf(instances.get(0).node())) {
            return instances.get(0);
        }
        ServiceInstance nearest = null;
        long least = Long.MAX_VALUE;
        for (ServiceInstance instance : instances) {
            long rtt = node.rttNanos(instance.node());
            if (rtt > 0 && rtt < least) {
                nearest = instance;
                least = rtt;
            }
        }
        return nearest == null ? instances.get(anyOf(instances.size())) : nearest;
    }

    private int anyOf(int size) {
        synchronized (random) {
            return random.nextInt(size);
        }
    }

    @Override
    public Set<String> services() {
        return running.get().map(node -> node.services().services()).orElse(Set.of());
    }

    @Override
    public CompletionStage<ByteBuffer> call(
            String service, ByteBuffer payload, Map<String, String> context, Duration timeout) {
        return call(service, payload, context, timeout, this::nearest);
    }

    @Override
    public CompletionStage<ByteBuffer> call(
            String service, ByteBuffer payload, Map<String, String> context, Duration timeout, InstanceChoice choice) {
        List<ServiceInstance> instances = lookup(service);
        if (instances.isEmpty()) {
            return CompletableFuture.failedFuture(new NoSuchServiceException(service));
        }
        return new ServiceCall(messaging, instances, payload, context, timeout, choice).start();
    }

    @Override
    public CompletionStage<Void> cast(String service, ByteBuffer payload) {
        return whereis(service)
                .map(instance -> messaging.send(instance.node(), ServiceNames.address(service), payload))
                .orElseGet(() -> CompletableFuture.failedFuture(new NoSuchServiceException(service)));
    }
}
