package io.barrel.p2p.spring.boot.service;

import io.barrel.p2p.error.Check;
import io.barrel.p2p.error.DurationText;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.service.InstanceChoice;
import io.barrel.p2p.service.ServiceNames;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.spring.boot.method.InvalidMethodException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/** Clients whose arguments and results are JSON. */
public final class JsonClients implements P2pClients {

    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);

    private final ServiceRegistry services;
    private final JsonCalls calls;
    private final Duration timeout;

    /**
     * Clients that call through a registry.
     *
     * @param mapper writes arguments and reads results
     * @param timeout how long clients wait that are not told otherwise
     * @throws io.barrel.p2p.error.InvalidConfigurationException if the timeout is out of bounds
     */
    public JsonClients(ServiceRegistry services, JsonMapper mapper, Duration timeout) {
        Check.range("service.timeout", timeout, MIN_TIMEOUT, Messaging.MAX_TIMEOUT);
        this.services = services;
        this.calls = new JsonCalls(mapper);
        this.timeout = timeout;
    }

    @Override
    public <T> T client(Class<T> type, String service) {
        return client(type, service, payload -> services.call(service, payload, timeout));
    }

    @Override
    public <T> T client(Class<T> type, String service, Duration timeout, InstanceChoice choice) {
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(Messaging.MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("a call takes " + DurationText.of(MIN_TIMEOUT) + " to "
                    + DurationText.of(Messaging.MAX_TIMEOUT) + ", not " + DurationText.of(timeout));
        }
        return client(type, service, payload -> services.call(service, payload, Map.of(), timeout, choice));
    }

    private <T> T client(Class<T> type, String service, Function<ByteBuffer, CompletionStage<ByteBuffer>> request) {
        ServiceNames.require(service, Map.of());
        String owner = "The client " + type.getName();
        if (!type.isInterface()) {
            throw new InvalidMethodException(
                    owner + " is no interface", "Declare the methods of the service in an interface.", null);
        }
        ServiceContract contract = ServiceContract.ofClient(owner, type);
        contract.methods().values().forEach(method -> requireStage(owner, method));
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                new ServiceClient(type.getSimpleName(), service, contract.methods(), calls, request, services::cast)));
    }

    /** Of the stages only those that clients can make. */
    private static void requireStage(String owner, ServiceMethod method) {
        Class<?> returned = method.method().getReturnType();
        if (method.returned().later() && !returned.isAssignableFrom(CompletableFuture.class)) {
            throw new InvalidMethodException(
                    owner + " has the method " + method.method().getName() + ", which returns a " + returned.getName(),
                    "Let it return a CompletionStage or a CompletableFuture.",
                    null);
        }
    }
}
