package io.barrel.p2p.spring.boot.service;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client does when it is called. */
final class ServiceClient implements InvocationHandler {

    private static final Logger logger = LoggerFactory.getLogger(P2pClients.class);
    private static final Object[] NO_ARGUMENTS = {};

    private final String type;
    private final String service;
    private final Map<Signature, ServiceMethod> methods;
    private final JsonCalls calls;
    private final Function<ByteBuffer, CompletionStage<ByteBuffer>> request;
    private final Cast cast;

    /**
     * A client.
     *
     * @param type what it is called
     * @param request calls the service
     * @param cast sends to a service what wants no reply
     */
    ServiceClient(
            String type,
            String service,
            Map<Signature, ServiceMethod> methods,
            JsonCalls calls,
            Function<ByteBuffer, CompletionStage<ByteBuffer>> request,
            Cast cast) {
        this.type = type;
        this.service = service;
        this.methods = methods;
        this.calls = calls;
        this.request = request;
        this.cast = cast;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given) throws Throwable {
        @Nullable Object[] arguments = given == null ? NO_ARGUMENTS : given;
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
        }
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        ServiceMethod called = Objects.requireNonNull(methods.get(Signature.of(method)));
        ByteBuffer payload = calls.call(called, arguments);
        if (method.getReturnType() == void.class) {
            cast(called, payload);
            return null;
        }
        return called.returned().later() ? later(called, request.apply(payload)) : now(called, request.apply(payload));
    }

    private Object ofObject(Object proxy, Method method, @Nullable Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> type + " client of " + service;
        };
    }

    private void cast(ServiceMethod called, ByteBuffer payload) {
        cast.send(service, payload).whenComplete((arrived, failure) -> {
            if (failure != null) {
                logger.atDebug()
                        .addKeyValue("service", service)
                        .setCause(failure)
                        .log("{} of {} was not called", called.text(), service);
            }
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what is told of a cancellation cannot fail
    private CompletableFuture<@Nullable Object> later(ServiceMethod called, CompletionStage<ByteBuffer> reply) {
        CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
        reply.whenComplete((payload, failure) -> {
            if (failure != null) {
                result.completeExceptionally(cause(failure));
                return;
            }
            try {
                result.complete(calls.result(payload, called.returned().type()));
            } catch (RuntimeException | Error e) {
                // Whoever waits must be told.
                result.completeExceptionally(e);
            }
        });
        result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                reply.toCompletableFuture().cancel(true);
            }
        });
        return result;
    }

    private @Nullable Object now(ServiceMethod called, CompletionStage<ByteBuffer> reply) throws Throwable {
        try {
            return calls.result(
                    reply.toCompletableFuture().get(), called.returned().type());
        } catch (ExecutionException e) {
            throw cause(e);
        } catch (InterruptedException e) {
            reply.toCompletableFuture().cancel(true);
            Thread.currentThread().interrupt();
            CancellationException gaveUp =
                    new CancellationException("interrupted while " + called.text() + " of " + service + " was called");
            gaveUp.initCause(e);
            throw gaveUp;
        }
    }

    /** The failure itself: a registry may have put a stage of its own on the call's. */
    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause != null && (failure instanceof CompletionException || failure instanceof ExecutionException)
                ? cause
                : failure;
    }

    /** Sends what wants no reply. */
    @FunctionalInterface
    interface Cast {

        CompletionStage<Void> send(String service, ByteBuffer payload);
    }
}
