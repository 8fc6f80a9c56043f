package io.barrel.p2p.sample;

import io.barrel.p2p.sample.EventFeed.News;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Sends the feed to browsers. Each stream has a thread that reads the feed at the browser's pace, so a slow browser delays
 * neither the node nor other browsers; there are at most {@value #MOST_STREAMS}. A browser that is gone is noticed by the
 * next event or comment. The streams end after the node left the cluster and before the web server waits for its requests.
 */
@Component
final class EventStreams implements SmartLifecycle {

    static final int MOST_STREAMS = 32;

    /** Below the node's leave at {@code DEFAULT_PHASE}, above the web server's drain at {@code DEFAULT_PHASE - 1024}. */
    private static final int PHASE = DEFAULT_PHASE - 512;

    private static final Duration COMMENT_PERIOD = Duration.ofSeconds(10);
    private static final long RECONNECT_MILLIS = 1000;

    private final EventFeed feed;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, MOST_STREAMS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), new CustomizableThreadFactory("events-"));
    private volatile boolean running;

    EventStreams(EventFeed feed) {
        this.feed = feed;
    }

    /**
     * A stream of the events after a number, and of a {@code changed} whenever something else changed.
     *
     * @throws ResponseStatusException 503 if there are too many streams
     */
    SseEmitter open(long after) {
        SseEmitter emitter = new SseEmitter(0L);
        long touches = feed.touches();
        try {
            threads.execute(() -> send(emitter, after, touches));
        } catch (RejectedExecutionException e) {
            throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Too many event streams", e);
        }
        return emitter;
    }

    private void send(SseEmitter emitter, long after, long touches) {
        try {
            emitter.send(SseEmitter.event().reconnectTime(RECONNECT_MILLIS).comment("board"));
            long sent = after;
            long seen = touches;
            News news = feed.await(sent, seen, COMMENT_PERIOD);
            while (!news.events().isEmpty() || !feed.isClosed()) {
                for (BoardEvent event : news.events()) {
                    emitter.send(SseEmitter.event()
                            .id(Long.toString(event.sequence()))
                            .data(event));
                    sent = event.sequence();
                }
                if (news.touches() != seen) {
                    seen = news.touches();
                    emitter.send(SseEmitter.event().name("changed").data(seen));
                } else if (news.events().isEmpty()) {
                    emitter.send(SseEmitter.event().comment("alive"));
                }
                news = feed.await(sent, seen, COMMENT_PERIOD);
            }
            emitter.complete();
        } catch (IOException browserIsGone) {
            // The container ends the request; there is nobody to tell.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            emitter.complete();
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        feed.close();
        threads.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
