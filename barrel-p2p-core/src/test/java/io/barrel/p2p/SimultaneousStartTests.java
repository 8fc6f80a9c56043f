package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.slf4j.LoggerFactory;

/**
 * Ten nodes started at the same instant through one contact. The original crashed its membership process here and left half
 * of its links one-way.
 */
@Tag("long")
class SimultaneousStartTests extends LocalNodesTest {

    private static final int NODES = 10;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.barrel.p2p");

    @BeforeEach
    void listen() {
        logged.list = new CopyOnWriteArrayList<>();
        logged.start();
        ours.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        ours.detachAppender(logged);
    }

    @RepeatedTest(20)
    void tenNodesFormOneSymmetricOverlay() throws InterruptedException {
        LocalNode contact = start("n0");
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> starters = new ArrayList<>();
        for (int i = 1; i < NODES; i++) {
            LocalNode node = node("n" + i, to(contact));
            Thread starter = new Thread(() -> {
                try {
                    go.await();
                    node.start();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            starter.start();
            starters.add(starter);
        }

        go.countDown();
        for (Thread starter : starters) {
            starter.join();
        }

        await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> Overlays.assertSound(nodes));
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .allMatch(message -> message.startsWith("cookie is the well-known default"));
    }
}
