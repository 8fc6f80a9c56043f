package io.barrel.p2p.sample;

import io.barrel.p2p.BarrelP2p;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The board as JSON, and its events live. */
@RestController
@RequestMapping("/api")
final class BoardController {

    private final BarrelP2p node;
    private final MessageBoard messages;
    private final EventFeed feed;
    private final EventStreams streams;

    BoardController(BarrelP2p node, MessageBoard messages, EventFeed feed, EventStreams streams) {
        this.node = node;
        this.messages = messages;
        this.feed = feed;
        this.streams = streams;
    }

    @GetMapping(path = "/board", produces = MediaType.APPLICATION_JSON_VALUE)
    Board board() {
        return Board.of(node, messages.messages(), feed.recent());
    }

    /**
     * New events, and a {@code changed} for whatever else is worth a look; a browser that connects again also gets the events
     * it missed. A number from before a restart is unknown here: it then gets all that are remembered.
     */
    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events(@RequestHeader(name = "Last-Event-ID", required = false) @Nullable Long lastEventId) {
        long last = feed.last();
        if (lastEventId == null) {
            return streams.open(last);
        }
        return streams.open(lastEventId <= last ? lastEventId : 0);
    }
}
