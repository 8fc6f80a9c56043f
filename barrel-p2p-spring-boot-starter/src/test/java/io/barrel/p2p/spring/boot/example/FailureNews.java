package io.barrel.p2p.spring.boot.example;

import io.barrel.p2p.event.PeerDown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The listener of the README. */
@Component
class FailureNews {

    private static final Logger log = LoggerFactory.getLogger(FailureNews.class);

    @EventListener
    void on(PeerDown event) {
        log.warn("{} is gone: {}", event.node(), event.reason().word()); // nodedown: it failed; graceful: it left
    }
}
