package io.barrel.p2p.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.QuicRuntime;
import io.barrel.p2p.event.NodeJoined;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventDispatcherTests {

    private final List<Consumer<? super P2pEvent>> listeners = new CopyOnWriteArrayList<>();
    private final List<P2pEvent> seen = Collections.synchronizedList(new ArrayList<>());
    private final LongAdder dropped = new LongAdder();
    private final EventDispatcher dispatcher = new EventDispatcher(
            new QuicRuntime().executor("test-events", EventDispatcher.CAPACITY), listeners, dropped);

    @AfterEach
    void close() {
        dispatcher.close(1_000);
    }

    @Test
    void throwingListenerStopsNeitherTheOthersNorWhatFollows() {
        listeners.add(event -> {
            throw new IllegalStateException("listener's own fault");
        });
        listeners.add(seen::add);

        dispatcher.publish(event(1));
        dispatcher.publish(event(2));

        await().untilAsserted(() -> assertThat(seen).containsExactly(event(1), event(2)));
    }

    @Test
    void whatFindsTheQueueFullIsDroppedAndCounted() {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        listeners.add(event -> {
            entered.countDown();
            awaitLatch(stuck);
        });
        dispatcher.publish(event(0));
        awaitLatch(entered);

        for (int i = 0; i < EventDispatcher.CAPACITY + 7; i++) {
            dispatcher.publish(event(1));
        }

        assertThat(dropped.sum()).isEqualTo(7);
        stuck.countDown();
    }

    @Test
    void closeDeliversWhatIsQueued() {
        listeners.add(seen::add);
        for (int i = 0; i < 100; i++) {
            dispatcher.publish(event(i));
        }

        dispatcher.close(5_000);

        assertThat(seen).hasSize(100);
    }

    private static P2pEvent event(int number) {
        return new NodeJoined(NodeId.of("n" + number + "@test"));
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
