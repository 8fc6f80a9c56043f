package io.barrel.p2p;

import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.service.InstanceChoice;
import io.barrel.p2p.service.ServiceInstance;
import io.barrel.p2p.service.ServiceNames;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A call of a service: of one instance after the other, as long as they have not handled it and there is time. */
final class ServiceCall {

    /** Failures that mean that nothing was handled. */
    private static final Set<MessagingFailure> NOT_HANDLED =
            Set.of(MessagingFailure.NO_HANDLER, MessagingFailure.REJECTED, MessagingFailure.UNKNOWN_NODE);

    private final Messaging messaging;
    private final List<ServiceInstance> left;
    private final ByteBuffer payload;
    private final Map<String, String> context;
    private final InstanceChoice choice;
    private final long deadlineNanos;
    private final CompletableFuture<ByteBuffer> result = new CompletableFuture<>();

    private volatile @Nullable CompletionStage<ByteBuffer> current;

    ServiceCall(
            Messaging messaging,
            List<ServiceInstance> instances,
            ByteBuffer payload,
            Map<String, String> context,
            Duration timeout,
            InstanceChoice choice) {
        this.messaging = messaging;
        this.left = new ArrayList<>(instances);
        this.payload = payload;
        this.context = context;
        this.choice = choice;
        this.deadlineNanos = System.nanoTime() + timeout.toNanos();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the task does not fail
    CompletableFuture<ByteBuffer> start() {
        result.whenComplete((reply, failure) -> giveUpIfCancelled());
        attempt();
        return result;
    }

    private void giveUpIfCancelled() {
        CompletionStage<ByteBuffer> request = current;
        if (result.isCancelled() && request != null) {
            request.toCompletableFuture().cancel(true);
        }
    }

    private void attempt() {
        ServiceInstance instance = choice.choose(List.copyOf(left));
        left.remove(instance);
        Duration remaining = Duration.ofNanos(Math.max(1_000_000, deadlineNanos - System.nanoTime()));
        CompletionStage<ByteBuffer> request = messaging.request(
                instance.node(), ServiceNames.address(instance.service()), payload, context, remaining);
        current = request;
        giveUpIfCancelled();
        request.whenComplete((reply, failure) -> {
            if (failure == null) {
                result.complete(reply);
            } else if (mayTryAnother(failure)) {
                attempt();
            } else {
                result.completeExceptionally(failure);
            }
        });
    }

    private boolean mayTryAnother(Throwable failure) {
        return failure instanceof MessagingException of
                && NOT_HANDLED.contains(of.failure())
                && !left.isEmpty()
                && !result.isDone()
                && System.nanoTime() < deadlineNanos;
    }
}
