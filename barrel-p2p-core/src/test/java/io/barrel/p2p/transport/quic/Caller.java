package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Calls a node all the time, one request after the other, and remembers how long each took and which failed. */
@SuppressWarnings("FutureReturnValueIgnored") // a call that fails is remembered
final class Caller implements AutoCloseable {

    private static final Duration TIMEOUT = AttackScene.PATIENCE;
    private static final long PAUSE_MILLIS = 2;

    private final Messaging messaging;
    private final NodeId to;
    private final String address;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "caller"));
    private final List<Long> nanos = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    Caller(Messaging messaging, NodeId to, String address) {
        this.messaging = messaging;
        this.to = to;
        this.address = address;
        thread.scheduleWithFixedDelay(this::call, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void call() {
        ByteBuffer payload = ByteBuffer.wrap(new byte[64]).putLong(0, nanos.size());
        long start = System.nanoTime();
        try {
            ByteBuffer reply = messaging
                    .request(to, address, payload.duplicate(), TIMEOUT)
                    .toCompletableFuture()
                    .get();
            assertThat(reply).isEqualTo(payload);
            nanos.add(System.nanoTime() - start);
        } catch (ExecutionException | AssertionError e) {
            failures.add(e);
        } catch (InterruptedException e) {
            // Closed.
            Thread.currentThread().interrupt();
        }
    }

    int answered() {
        return nanos.size();
    }

    /** Waits until so many further calls are answered. */
    void awaitMore(int calls) {
        int before = answered();
        await().atMost(AttackScene.PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> answered() >= before + calls || !failures.isEmpty());
        assertNoneFailed();
    }

    void assertNoneFailed() {
        assertThat(failures).isEmpty();
    }

    /** A percentile of those answered since so many were, in microseconds. */
    long micros(int since, int percentile) {
        List<Long> sorted = new ArrayList<>(nanos.subList(since, nanos.size()));
        sorted.sort(null);
        return TimeUnit.NANOSECONDS.toMicros(sorted.get((sorted.size() - 1) * percentile / 100));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
