package io.barrel.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class SubscribersTests {

    private static final NodeId ORIGIN = NodeId.of("a@test");

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final LongAdder lost = new LongAdder();
    private final Subscribers subscribers = subscribers(4, 1 << 20);
    private final Recorder recorder = new Recorder();

    private Subscribers subscribers(int length, long bytes) {
        GossipConfig config = new GossipConfig(
                1_000,
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                Duration.ofMillis(250),
                4,
                Duration.ofSeconds(60),
                1 << 20,
                length,
                bytes);
        Subscribers made = new Subscribers(config, lost);
        made.runOn(tasks::add);
        return made;
    }

    /** Records what it hears. */
    private static final class Recorder implements GossipListener {

        private final List<String> heard = new ArrayList<>();

        @Override
        public void onBroadcast(Broadcast broadcast) {
            heard.add(StandardCharsets.UTF_8.decode(broadcast.payload()).toString());
        }

        @Override
        public void onLagged(Lagged lagged) {
            heard.add("lagged " + lagged.missed());
        }
    }

    private static Broadcast broadcast(String topic, String text) {
        return new Broadcast(topic, ORIGIN, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void deliver(Subscribers to, String... texts) {
        for (String text : texts) {
            to.deliver(broadcast("topic", text));
        }
    }

    private void run() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void broadcastsArriveInOrderAndOnlyOfTheTopic() {
        subscribers.subscribe("topic", recorder);
        deliver(subscribers, "one", "two");
        subscribers.deliver(broadcast("other", "three"));
        run();

        assertThat(recorder.heard).containsExactly("one", "two");
    }

    @Test
    void everySubscriptionGetsEachBroadcastOnce() {
        subscribers.subscribe("topic", recorder);
        subscribers.subscribe("topic", recorder);
        deliver(subscribers, "one");
        run();

        assertThat(recorder.heard).containsExactly("one", "one");
    }

    @Test
    void deliveryRunsNothingOnTheCallersThread() {
        subscribers.subscribe("topic", recorder);
        deliver(subscribers, "one");

        assertThat(recorder.heard).isEmpty();
        assertThat(tasks).hasSize(1);
    }

    @Test
    void whoIsTooSlowLosesTheNewestAndIsToldWhere() {
        subscribers.subscribe("topic", recorder);
        deliver(subscribers, "1", "2", "3", "4", "5", "6");
        run();
        deliver(subscribers, "7");
        run();

        assertThat(recorder.heard).containsExactly("1", "2", "3", "4", "lagged 2", "7");
        assertThat(lost.sum()).isEqualTo(2);
    }

    @Test
    void queueIsBoundedByBytesToo() {
        Subscribers small = subscribers(1_000, 1_000);
        small.subscribe("topic", recorder);
        String big = "x".repeat(400);
        deliver(small, big, big, big, "y");
        run();

        assertThat(recorder.heard).containsExactly(big, big, "lagged 1", "y");
    }

    @Test
    void listenerThatThrowsGetsTheNext() {
        List<String> heard = new ArrayList<>();
        subscribers.subscribe("topic", broadcast -> {
            heard.add(StandardCharsets.UTF_8.decode(broadcast.payload()).toString());
            if (heard.size() == 1) {
                throw new IllegalStateException("thrown by a test");
            }
            throw new AssertionError("thrown by a test");
        });
        subscribers.subscribe("topic", recorder);
        deliver(subscribers, "1", "2", "3");
        run();

        assertThat(heard).containsExactly("1", "2", "3");
        assertThat(recorder.heard).containsExactly("1", "2", "3");
    }

    @Test
    void nothingIsDeliveredAfterTheEndOfASubscription() {
        Subscription subscription = subscribers.subscribe("topic", recorder);
        deliver(subscribers, "1");
        subscription.close();
        deliver(subscribers, "2");
        run();
        subscription.close();

        assertThat(recorder.heard).isEmpty();
    }

    @Test
    void longQueueLetsOthersHaveTheirTurn() {
        Subscribers large = subscribers(1_000, 1 << 20);
        large.subscribe("topic", recorder);
        for (int i = 0; i < 100; i++) {
            deliver(large, "x");
        }
        tasks.remove().run();

        assertThat(recorder.heard).hasSize(64);
        run();
        assertThat(recorder.heard).hasSize(100);
    }

    @Test
    void whatAStoppedExecutorRefusesIsLostAndToldAfterTheRestart() {
        subscribers.subscribe("topic", recorder);
        subscribers.runOn(task -> {
            throw new RejectedExecutionException("stopped");
        });
        deliver(subscribers, "1", "2");
        subscribers.runOn(tasks::add);
        deliver(subscribers, "3");
        run();

        assertThat(recorder.heard).containsExactly("lagged 2", "3");
        assertThat(lost.sum()).isEqualTo(2);
    }

    @Test
    void topicsOfTheClusterAreNotForApplications() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> subscribers.subscribe("barrel_p2p:roster", recorder))
                .withMessageContaining("barrel_p2p:");
    }
}
