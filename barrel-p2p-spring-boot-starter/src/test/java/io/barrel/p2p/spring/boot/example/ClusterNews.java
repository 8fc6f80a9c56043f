package io.barrel.p2p.spring.boot.example;

import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerUp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

@Component
class ClusterNews {

    private static final Logger log = LoggerFactory.getLogger(ClusterNews.class);

    @EventListener
    void on(PeerUp event) {
        log.info("{} is here", event.node());
    }

    @EventListener
    void on(PeerDown event) {
        log.info("{} is gone: {}", event.node(), event.reason().word());
    }
}
