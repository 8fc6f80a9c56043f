package io.barrel.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Subscribers outlive the executors of the node, one for each of its runs. */
class SubscribersRestartTests {

    private final LongAdder lost = new LongAdder();
    private final ManualTasks tasks = new ManualTasks();
    private final ManualTasks next = new ManualTasks();
    private final RecordingListener recorder = new RecordingListener();
    private final Subscribers subscribers = new Subscribers(GossipConfig.DEFAULT, lost);

    private void deliver(long id, String payload) {
        subscribers.deliver(GossipMachine.id(id), new Broadcast("t", GossipMachine.SELF, GossipMachine.bytes(payload)));
    }

    private void subscribe() {
        subscribers.runOn(tasks);
        subscribers.subscribe("t", recorder);
    }

    @Test
    void whatAnExecutorDroppedRunsOnTheNext() {
        subscribe();
        deliver(1, "a");
        Runnable dropped = tasks.waiting.remove();
        subscribers.runOn(next);
        deliver(2, "b");
        assertThat(tasks.waiting).isEmpty();
        // Dropped or only late: it must not call the listener beside the new task.
        dropped.run();
        assertThat(recorder.told).isEmpty();
        next.runAll();
        assertThat(recorder.told).containsExactly("a", "b");
        deliver(3, "c");
        next.runAll();
        assertThat(recorder.told).containsExactly("a", "b", "c");
    }

    @Test
    void callThatOutlivesItsExecutorIsNotJoinedByAnother() {
        subscribers.runOn(tasks);
        subscribers.subscribe("t", broadcast -> {
            recorder.onBroadcast(broadcast);
            subscribers.runOn(next);
            assertThat(next.waiting).isEmpty();
        });
        deliver(1, "a");
        tasks.runAll();
        deliver(2, "b");
        assertThat(tasks.waiting).isEmpty();
        next.runAll();
        assertThat(recorder.told).containsExactly("a", "b");
    }

    @Test
    void broadcastsBeforeThereIsAnExecutorWait() {
        subscribers.subscribe("t", recorder);
        deliver(1, "early");
        subscribers.runOn(tasks);
        tasks.runAll();
        assertThat(recorder.told).containsExactly("early");
    }

    /** The machine of the node forgot it, and new neighbours announce what came in the last seconds. */
    @Test
    void copyThatComesAfterARestartIsNotDeliveredAgain() {
        subscribe();
        deliver(1, "a");
        tasks.runAll();
        subscribers.runOn(next);
        deliver(1, "a");
        deliver(2, "b");
        next.runAll();
        assertThat(recorder.told).containsExactly("a", "b");
    }

    @Test
    void whatNobodyGotIsDeliveredWhenItComesAgain() {
        subscribers.runOn(tasks);
        deliver(1, "a");
        subscribe();
        deliver(1, "a");
        tasks.runAll();
        assertThat(recorder.told).containsExactly("a");
    }

    @Test
    void onlyTheNewestAreKnownAgain() {
        subscribe();
        for (int i = 0; i <= Subscribers.REMEMBERED; i++) {
            deliver(i, "b" + i);
            tasks.runAll();
        }
        recorder.told.clear();
        deliver(1, "known");
        deliver(0, "forgotten");
        tasks.runAll();
        assertThat(recorder.told).containsExactly("forgotten");
    }

    @Test
    void lossOfAStoppedNodeIsToldWhenItStartsAgain() {
        subscribe();
        tasks.refuses = true;
        deliver(1, "a");
        deliver(2, "b");
        assertThat(lost.sum()).isEqualTo(2);
        subscribers.runOn(next);
        next.runAll();
        assertThat(recorder.told).containsExactly("t lost 2");
    }
}
