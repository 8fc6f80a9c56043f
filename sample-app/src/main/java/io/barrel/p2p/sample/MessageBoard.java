package io.barrel.p2p.sample;

import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.gossip.Lagged;
import io.barrel.p2p.spring.boot.listener.P2pListener;
import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The last messages that were posted on any node while this one ran. Posting broadcasts a message; it is on this board too
 * when it comes back, like everybody's.
 */
@Component
class MessageBoard {

    static final int CAPACITY = 100;
    static final int LONGEST = 500;

    private static final String TOPIC = "message-board";
    private static final Logger logger = LoggerFactory.getLogger(MessageBoard.class);

    private final Gossip gossip;
    private final JsonMapper json;
    private final EventFeed feed;
    private final Deque<Message> messages = new ArrayDeque<>(CAPACITY);

    MessageBoard(Gossip gossip, JsonMapper json, EventFeed feed) {
        this.gossip = gossip;
        this.json = json;
        this.feed = feed;
    }

    /**
     * Posts a message.
     *
     * @return completes when it is on its way, or fails as {@link Gossip#publish} does
     * @throws IllegalArgumentException if it is blank or longer than {@value #LONGEST} characters
     */
    CompletionStage<Void> post(String text) {
        return gossip.publish(TOPIC, json.writeValueAsBytes(new Post(text, Instant.now())));
    }

    @P2pListener(topic = TOPIC)
    void on(Post post, NodeId origin) {
        synchronized (messages) {
            if (messages.size() == CAPACITY) {
                messages.removeFirst();
            }
            messages.addLast(new Message(origin.value(), post.at(), post.text()));
        }
        feed.touch();
    }

    @P2pListener(topic = TOPIC)
    void on(Lagged lagged) {
        logger.warn("{} messages came too fast for this board and are not on it", lagged.missed());
    }

    /** The messages, oldest first. */
    List<Message> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    /** What is broadcast. Other nodes' posts come through here too, so this is where they are checked. */
    record Post(String text, Instant at) {

        Post {
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(at, "at");
            if (text.isBlank() || text.length() > LONGEST) {
                throw new IllegalArgumentException("a message has 1 to " + LONGEST + " characters and is not blank");
            }
        }
    }
}
