package io.barrel.p2p.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.gossip.GossipException;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class PublicationsTests {

    private final TestLoop loop = new TestLoop();
    private final List<String> published = new ArrayList<>();
    private final HeldExecutor threads = new HeldExecutor();
    private boolean congested;
    private final Publications publications = new Publications(
            NodeId.of("a@test"), loop, new Completions(threads, loop), () -> congested, this::broadcast);

    private void broadcast(String topic, ByteBuffer payload) {
        if (topic.equals("defect")) {
            throw new IllegalStateException("from the test");
        }
        published.add(topic);
    }

    private void run(long passed) {
        loop.run(passed);
        threads.runAll();
    }

    /** Runs what it is told when the test says so. */
    private static final class TestLoop implements Loop {

        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final Deque<Runnable> timers = new ArrayDeque<>();
        private long now;
        private boolean ended;

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public long now() {
            return now;
        }

        @Override
        public Cancellable schedule(Runnable task, long delayMillis) {
            timers.add(task);
            return () -> timers.remove(task);
        }

        @Override
        public void execute(Runnable task) {
            if (ended) {
                throw new RejectedExecutionException("ended");
            }
            tasks.add(task);
        }

        void run(long passed) {
            now += passed;
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
            for (int due = timers.size(); due > 0; due--) {
                timers.remove().run();
            }
        }
    }

    private CompletableFuture<Void> publish(String topic, int bytes) {
        return publications.add(topic, ByteBuffer.allocate(bytes)).toCompletableFuture();
    }

    @Test
    void broadcastsLeaveInOrderAndTheirFuturesComplete() {
        CompletableFuture<Void> one = publish("one", 1);
        CompletableFuture<Void> two = publish("two", 1);
        assertThat(one).isNotDone();
        run(0);

        assertThat(published).containsExactly("one", "two");
        assertThat(one).isCompleted();
        assertThat(two).isCompleted();
    }

    @Test
    void futureCompletesOffTheLoopBecauseWhatHangsOnItMayBlock() {
        CompletableFuture<Void> done = publish("one", 1);
        loop.run(0);
        assertThat(published).containsExactly("one");
        assertThat(done).isNotDone();
        threads.runAll();

        assertThat(done).isCompleted();
    }

    @Test
    void broadcastThatCannotBeMadeFailsItsFutureAndHoldsUpNoOther() {
        CompletableFuture<Void> failed = publish("defect", 1);
        CompletableFuture<Void> behind = publish("behind", 1);
        run(0);

        assertThat(failed)
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(IllegalStateException.class);
        assertThat(behind).isCompleted();
        assertThat(published).containsExactly("behind");
    }

    @Test
    void publisherWaitsForASlowNeighbourUpToASecond() {
        congested = true;
        CompletableFuture<Void> waiting = publish("one", 1);
        run(999);
        assertThat(waiting).isNotDone();
        run(1);

        assertThat(waiting).isCompleted();
        assertThat(published).containsExactly("one");
    }

    @Test
    void neighbourThatReadsAgainFreesWhatWaits() {
        congested = true;
        CompletableFuture<Void> waiting = publish("one", 1);
        run(10);
        congested = false;
        run(5);

        assertThat(waiting).isCompleted();
    }

    @Test
    void whatWaitsIsBoundedByNumber() {
        congested = true;
        for (int i = 0; i < Publications.MAX_WAITING; i++) {
            assertThat(publish("topic", 1)).isNotDone();
        }

        assertThat(publish("topic", 1))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(GossipException.class)
                .withMessageContaining("a@test");
    }

    @Test
    void whatWaitsIsBoundedByBytes() {
        congested = true;
        for (int i = 0; i < 16; i++) {
            assertThat(publish("topic", 1 << 20)).isNotDone();
        }

        assertThat(publish("topic", 1)).isCompletedExceptionally();
        run(1_000);
        assertThat(publish("topic", 1)).isNotDone();
    }

    @Test
    void whatWaitsFailsWhenTheNodeStops() {
        congested = true;
        CompletableFuture<Void> waiting = publish("one", 1);
        run(0);
        publications.close();

        assertThat(waiting).isCompletedExceptionally();
        assertThat(publish("two", 1)).isCompletedExceptionally();
        run(5);
        assertThat(published).isEmpty();
    }

    @Test
    void loopThatHasEndedFailsTheFuture() {
        loop.ended = true;

        assertThat(publish("one", 1)).isCompletedExceptionally();
    }
}
