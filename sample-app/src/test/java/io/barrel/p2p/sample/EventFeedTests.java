package io.barrel.p2p.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.event.NodeLeft;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class EventFeedTests {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final EventFeed feed = new EventFeed();

    @Test
    void eventsAreNumberedFromOneInTheirOrder() {
        feed.record(new PeerUp(NodeId.of("a@host")));
        feed.record(new NodeLeft());

        assertThat(feed.recent()).extracting(BoardEvent::sequence).containsExactly(1L, 2L);
        assertThat(feed.recent()).extracting(BoardEvent::type).containsExactly("peer_up", "left");
        assertThat(feed.last()).isEqualTo(2);
    }

    @Test
    void onlyTheLastTwoHundredAreRemembered() {
        for (int i = 0; i < EventFeed.CAPACITY + 50; i++) {
            feed.record(new NodeLeft());
        }

        List<BoardEvent> recent = feed.recent();

        assertThat(recent).hasSize(200);
        assertThat(recent.get(0).sequence()).isEqualTo(51);
        assertThat(recent.get(199).sequence()).isEqualTo(250);
    }

    @Test
    void readerGetsWhatItMissedAtOnce() throws InterruptedException {
        feed.record(new PeerUp(NodeId.of("a@host")));
        feed.record(new PeerUp(NodeId.of("b@host")));

        assertThat(feed.await(1, 0, LONG).events()).extracting(BoardEvent::node).containsExactly("b@host");
    }

    @Test
    void waitingReaderIsWokenByAnEvent() throws ExecutionException, InterruptedException {
        FutureTask<List<BoardEvent>> reader = startReader();

        feed.record(new NodeLeft());

        await().until(reader::isDone);
        assertThat(reader.get()).extracting(BoardEvent::type).containsExactly("left");
    }

    @Test
    void waitingReaderIsWokenByAnyOtherChange() throws ExecutionException, InterruptedException {
        FutureTask<List<BoardEvent>> reader = startReader();

        feed.touch();

        await().until(reader::isDone);
        assertThat(reader.get()).isEmpty();
        assertThat(feed.touches()).isEqualTo(1);
    }

    @Test
    void waitingReaderIsReleasedWhenTheFeedCloses() throws ExecutionException, InterruptedException {
        FutureTask<List<BoardEvent>> reader = startReader();

        feed.close();

        await().until(reader::isDone);
        assertThat(reader.get()).isEmpty();
        assertThat(feed.isClosed()).isTrue();
    }

    @Test
    void waitingEndsWithoutAnEvent() throws InterruptedException {
        assertThat(feed.await(0, 0, Duration.ofMillis(1)).events()).isEmpty();
    }

    private FutureTask<List<BoardEvent>> startReader() {
        FutureTask<List<BoardEvent>> reader =
                new FutureTask<>(() -> feed.await(0, 0, LONG).events());
        Thread thread = new Thread(reader, "reader");
        thread.setDaemon(true);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return reader;
    }
}
