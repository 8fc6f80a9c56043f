package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.messaging.Message;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of many threads at once, over real QUIC on loopback; {@link MillionRequests} in small. */
class RequestLoadTests {

    /** A multiple of the threads. */
    private static final int REQUESTS = 19_200;

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    Path base;

    private final CountDownLatch blocked = new CountDownLatch(1);
    private LoadedPair pair;

    @BeforeEach
    void start() throws InterruptedException {
        pair = LoadedPair.start(base);
    }

    @AfterEach
    void stop() {
        blocked.countDown();
        pair.close();
    }

    @Test
    void requestsOfManyThreadsAreAnsweredInOrderAndLeaveNothingBehind() throws InterruptedException {
        LoadedPair.assertSound(pair.load(REQUESTS), REQUESTS);
        // What a caller hangs on a future runs before the node counts it as ended.
        await().until(() -> pair.from().p2p.messaging().status().pending() == 0);
        await().until(() -> pair.to().p2p.messaging().status().handling() == 0);
    }

    @Test
    void handlerThatBlocksForOneCallerHoldsUpNeitherOtherAddressesNorOtherCallers() throws InterruptedException {
        pair.to().p2p.messaging().handle("picky", this::blockForOne);
        CompletableFuture<ByteBuffer> first = request(pair.from(), 1);
        CompletableFuture<ByteBuffer> behind = request(pair.from(), 2);
        await().until(() -> pair.to().p2p.messaging().status().handling() > 0);

        LoadedPair.assertSound(pair.load(REQUESTS), REQUESTS);
        for (int number = 0; number < 100; number++) {
            assertThat(get(request(pair.to(), number))).isEqualTo(number);
        }

        assertThat(first).isNotDone();
        assertThat(behind).isNotDone();
        blocked.countDown();
        assertThat(get(first)).isEqualTo(1);
        assertThat(get(behind)).isEqualTo(2);
    }

    private CompletableFuture<ByteBuffer> blockForOne(Message message) throws InterruptedException {
        if (message.from().equals(pair.from().name)) {
            blocked.await();
        }
        return CompletableFuture.completedFuture(message.payload());
    }

    private CompletableFuture<ByteBuffer> request(LocalNode caller, int number) {
        ByteBuffer payload = ByteBuffer.allocate(Integer.BYTES).putInt(0, number);
        return caller.p2p
                .messaging()
                .request(pair.to().name, "picky", payload, TIMEOUT)
                .toCompletableFuture();
    }

    private static int get(CompletableFuture<ByteBuffer> reply) {
        return reply.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join().getInt(0);
    }
}
