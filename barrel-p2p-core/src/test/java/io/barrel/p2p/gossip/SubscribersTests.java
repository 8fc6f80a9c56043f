package io.barrel.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.barrel.p2p.event.Subscription;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class SubscribersTests {

    private static final GossipListener DEAF = broadcast -> {};

    private final LongAdder lost = new LongAdder();
    private final ManualTasks tasks = new ManualTasks();
    private final RecordingListener recorder = new RecordingListener();
    private long delivered;

    private Subscribers subscribers(GossipConfig config) {
        Subscribers subscribers = new Subscribers(config, lost);
        subscribers.runOn(tasks);
        return subscribers;
    }

    private Subscribers recorded(GossipConfig config) {
        Subscribers subscribers = subscribers(config);
        subscribers.subscribe("t", recorder);
        return subscribers;
    }

    private void deliver(Subscribers subscribers, String... payloads) {
        for (String payload : payloads) {
            deliver(subscribers, broadcast("t", payload));
        }
    }

    private void deliver(Subscribers subscribers, Broadcast broadcast) {
        subscribers.deliver(GossipMachine.id(delivered++), broadcast);
    }

    private static Broadcast broadcast(String topic, String payload) {
        return new Broadcast(topic, GossipMachine.SELF, GossipMachine.bytes(payload));
    }

    @Test
    void broadcastsOfATopicComeInOrderAndInOneTaskAtATime() {
        Subscribers subscribers = recorded(GossipConfig.DEFAULT);
        deliver(subscribers, "a", "b");
        deliver(subscribers, broadcast("other", "x"));
        deliver(subscribers, "c");
        assertThat(recorder.told).isEmpty();
        assertThat(tasks.waiting).hasSize(1);
        tasks.runAll();
        assertThat(recorder.told).containsExactly("a", "b", "c");
        deliver(subscribers, "d");
        tasks.runAll();
        assertThat(recorder.told).containsExactly("a", "b", "c", "d");
    }

    @Test
    void eachSubscriberOfATopicGetsEachBroadcast() {
        Subscribers subscribers = recorded(GossipConfig.DEFAULT);
        RecordingListener second = new RecordingListener();
        subscribers.subscribe("t", second);
        deliver(subscribers, "a");
        tasks.runAll();
        assertThat(recorder.told).containsExactly("a");
        assertThat(second.told).containsExactly("a");
    }

    @Test
    void listenerThatReadsThePayloadTakesNothingFromAnother() {
        Subscribers subscribers = subscribers(GossipConfig.DEFAULT);
        subscribers.subscribe("t", broadcast -> broadcast.payload().get());
        subscribers.subscribe("t", recorder);
        deliver(subscribers, "whole");
        tasks.runAll();
        assertThat(recorder.told).containsExactly("whole");
    }

    @Test
    void queueIsBoundedByCountAndTheListenerIsToldAtTheEnd() {
        Subscribers subscribers = recorded(GossipConfigs.queue(2, 1_000));
        deliver(subscribers, "a", "b", "c", "d");
        assertThat(lost.sum()).isEqualTo(2);
        tasks.runAll();
        assertThat(recorder.told).containsExactly("a", "b", "t lost 2");
        deliver(subscribers, "e");
        tasks.runAll();
        assertThat(recorder.told).endsWith("t lost 2", "e");
    }

    @Test
    void queueIsBoundedByBytes() {
        Subscribers subscribers = recorded(GossipConfigs.queue(100, 10));
        deliver(subscribers, "12345", "67890", "x");
        tasks.runAll();
        assertThat(recorder.told).containsExactly("12345", "67890", "t lost 1");
        deliver(subscribers, "1234567890");
        tasks.runAll();
        assertThat(recorder.told).endsWith("1234567890");
        assertThat(lost.sum()).isEqualTo(1);
    }

    @Test
    void lossIsToldInItsPlace() {
        Subscribers subscribers = subscribers(GossipConfigs.queue(2, 1_000));
        List<String> more = new ArrayList<>(List.of("d", "e"));
        // The queue has one place again when the first call runs: d takes it, and e is lost as c was.
        subscribers.subscribe("t", new GossipListener() {
            @Override
            public void onBroadcast(Broadcast broadcast) {
                recorder.onBroadcast(broadcast);
                more.forEach(payload -> deliver(subscribers, payload));
                more.clear();
            }

            @Override
            public void onLagged(Lagged lagged) {
                recorder.onLagged(lagged);
            }
        });
        deliver(subscribers, "a", "b", "c");
        tasks.runAll();
        assertThat(recorder.told).containsExactly("a", "b", "t lost 1", "d", "t lost 1");
        assertThat(lost.sum()).isEqualTo(2);
    }

    @Test
    void listenerThatThrowsGetsTheNextBroadcast() {
        Subscribers subscribers = subscribers(GossipConfig.DEFAULT);
        subscribers.subscribe("t", broadcast -> {
            recorder.onBroadcast(broadcast);
            switch (GossipMachine.text(broadcast.payload())) {
                case "exception" -> throw new IllegalStateException("from the test");
                case "error" -> throw new AssertionError("from the test");
                case "undeclared" -> undeclared(new IOException("from the test"));
                default -> {}
            }
        });
        deliver(subscribers, "exception", "error", "undeclared", "fine");
        tasks.runAll();
        assertThat(recorder.told).containsExactly("exception", "error", "undeclared", "fine");
    }

    /** As code of languages that know no checked exceptions. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void undeclared(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void listenerThatThrowsWhenToldOfALossGetsTheNextBroadcast() {
        Subscribers subscribers = subscribers(GossipConfigs.queue(1, 1_000));
        subscribers.subscribe("t", new GossipListener() {
            @Override
            public void onBroadcast(Broadcast broadcast) {
                recorder.onBroadcast(broadcast);
            }

            @Override
            public void onLagged(Lagged lagged) {
                throw new AssertionError("from the test");
            }
        });
        deliver(subscribers, "a", "lost");
        tasks.runAll();
        deliver(subscribers, "b");
        tasks.runAll();
        assertThat(recorder.told).containsExactly("a", "b");
    }

    @Test
    void closeStopsAtOnceAndOthersGoOn() {
        Subscribers subscribers = subscribers(GossipConfig.DEFAULT);
        RecordingListener closing = new RecordingListener();
        Subscription subscription = subscribers.subscribe("t", closing);
        subscribers.subscribe("t", recorder);
        deliver(subscribers, "a");
        subscription.close();
        subscription.close();
        deliver(subscribers, "b");
        tasks.runAll();
        assertThat(closing.told).isEmpty();
        assertThat(recorder.told).containsExactly("a", "b");
    }

    @Test
    void closedSubscriberIsNotToldOfLosses() {
        Subscribers subscribers = subscribers(GossipConfigs.queue(1, 1_000));
        Subscription subscription = subscribers.subscribe("t", recorder);
        deliver(subscribers, "a", "lost");
        subscription.close();
        tasks.runAll();
        assertThat(recorder.told).isEmpty();
    }

    @Test
    void listenerMayCloseItsOwnSubscription() {
        Subscribers subscribers = subscribers(GossipConfig.DEFAULT);
        List<Subscription> own = new ArrayList<>();
        own.add(subscribers.subscribe("t", broadcast -> {
            recorder.onBroadcast(broadcast);
            own.get(0).close();
        }));
        deliver(subscribers, "a", "b");
        tasks.runAll();
        deliver(subscribers, "c");
        assertThat(tasks.waiting).isEmpty();
        assertThat(recorder.told).containsExactly("a");
    }

    @Test
    void listenerThatEndsItsSubscriptionWhenToldOfALossGetsNothingMore() {
        Subscribers subscribers = subscribers(GossipConfigs.queue(2, 1_000));
        List<Subscription> own = new ArrayList<>();
        own.add(subscribers.subscribe("t", new GossipListener() {
            @Override
            public void onBroadcast(Broadcast broadcast) {
                recorder.onBroadcast(broadcast);
                if (recorder.told.size() == 1) {
                    deliver(subscribers, "after the loss");
                }
            }

            @Override
            public void onLagged(Lagged lagged) {
                recorder.onLagged(lagged);
                own.get(0).close();
            }
        }));
        deliver(subscribers, "a", "b", "lost");
        tasks.runAll();
        assertThat(recorder.told).containsExactly("a", "b", "t lost 1");
    }

    @Test
    void rejectedTaskCountsAsLossAndLaterDeliveriesWorkAgain() {
        Subscribers subscribers = recorded(GossipConfig.DEFAULT);
        tasks.refuses = true;
        deliver(subscribers, "a", "b");
        assertThat(lost.sum()).isEqualTo(2);
        tasks.refuses = false;
        deliver(subscribers, "c");
        tasks.runAll();
        assertThat(recorder.told).containsExactly("t lost 2", "c");
    }

    @Test
    void rejectionBetweenTwoSlicesCountsWhatWaited() {
        Subscribers subscribers = recorded(GossipConfig.DEFAULT);
        for (int i = 0; i < 70; i++) {
            deliver(subscribers, "b" + i);
        }
        tasks.refuses = true;
        tasks.runOne();
        assertThat(recorder.told).hasSize(64);
        assertThat(lost.sum()).isEqualTo(6);
        tasks.refuses = false;
        deliver(subscribers, "c");
        tasks.runAll();
        assertThat(recorder.told).hasSize(66).endsWith("t lost 6", "c");
    }

    @Test
    void sliceOf64LetsOthersRun() {
        Subscribers subscribers = recorded(GossipConfig.DEFAULT);
        for (int i = 0; i < 100; i++) {
            deliver(subscribers, "b" + i);
        }
        tasks.execute(() -> recorder.told.add("another"));
        tasks.runAll();
        assertThat(recorder.told).hasSize(101).contains("b99").element(64).isEqualTo("another");
    }

    /** The end of a topic's last subscription and its next one at the same moment, often enough to meet. */
    @Test
    void whoSubscribesWhileTheLastOneLeavesIsToldOfAll() throws InterruptedException {
        Subscribers subscribers = subscribers(GossipConfig.DEFAULT);
        for (int round = 0; round < 2_000; round++) {
            Subscription last = subscribers.subscribe("t", DEAF);
            CountDownLatch together = new CountDownLatch(1);
            Thread leaver = new Thread(() -> {
                together.countDown();
                last.close();
            });
            leaver.start();
            together.await();
            Subscription next = subscribers.subscribe("t", recorder);
            leaver.join();
            deliver(subscribers, "round " + round);
            tasks.runAll();
            assertThat(recorder.told).last().isEqualTo("round " + round);
            next.close();
        }
    }

    @Test
    void topicsOfTheClusterAndEmptyOnesAreRefused() {
        Subscribers subscribers = subscribers(GossipConfig.DEFAULT);
        for (String topic : List.of("", "barrel_p2p:roster")) {
            assertThatIllegalArgumentException().isThrownBy(() -> subscribers.subscribe(topic, DEAF));
        }
    }
}
