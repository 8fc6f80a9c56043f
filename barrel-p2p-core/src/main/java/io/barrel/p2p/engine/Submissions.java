package io.barrel.p2p.engine;

import io.barrel.p2p.messaging.ExchangeInput;
import io.barrel.p2p.messaging.MessagingFailure;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Calls of the application on their way to the loop. Bounded by count and bytes, until they are completed. Any thread. */
final class Submissions {

    /** Calls that may be under way. */
    static final int MAX_PENDING = 65_536;

    /** Bytes of their payloads. */
    static final int MAX_BYTES = 128 << 20;

    private final Semaphore places = new Semaphore(MAX_PENDING);
    private final Semaphore bytes = new Semaphore(MAX_BYTES);
    private final Consumer<ExchangeInput> post;

    Submissions(Consumer<ExchangeInput> post) {
        this.post = post;
    }

    CompletableFuture<ByteBuffer> submit(FutureCall call) {
        if (!places.tryAcquire()) {
            return overloaded(call, MAX_PENDING + " messages are under way already");
        }
        if (!bytes.tryAcquire(call.bytes())) {
            places.release();
            return overloaded(call, MAX_BYTES + " bytes are under way already");
        }
        CompletableFuture<ByteBuffer> future = call.future();
        call.whenEnded(cancelled -> {
            places.release();
            bytes.release(call.bytes());
            if (cancelled) {
                post.accept(new ExchangeInput.Cancel(call));
            }
        });
        post.accept(new ExchangeInput.Submit(call));
        return future;
    }

    private static CompletableFuture<ByteBuffer> overloaded(FutureCall call, String detail) {
        return CompletableFuture.failedFuture(call.failure(MessagingFailure.OVERLOADED, detail + ": send more slowly"));
    }

    int pending() {
        return MAX_PENDING - places.availablePermits();
    }
}
