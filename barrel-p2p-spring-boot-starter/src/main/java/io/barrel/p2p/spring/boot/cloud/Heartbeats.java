package io.barrel.p2p.spring.boot.cloud;

import io.barrel.p2p.event.ServiceDown;
import io.barrel.p2p.event.ServiceRegistered;
import io.barrel.p2p.event.ServiceUnregistered;
import io.barrel.p2p.event.ServiceUpdated;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;

/**
 * Tells Spring Cloud that web endpoints came, changed or went, by a {@link HeartbeatEvent} whose value is a number that grows with each
 * change. On the thread of the node's events.
 */
public final class Heartbeats {

    private final ApplicationEventPublisher publisher;
    private final AtomicLong changes = new AtomicLong();

    /** Publishes there. */
    public Heartbeats(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    @EventListener
    void on(ServiceRegistered event) {
        changed(event.service());
    }

    @EventListener
    void on(ServiceUpdated event) {
        changed(event.service());
    }

    @EventListener
    void on(ServiceUnregistered event) {
        changed(event.service());
    }

    @EventListener
    void on(ServiceDown event) {
        changed(event.service());
    }

    private void changed(String service) {
        if (WebService.application(service) != null) {
            publisher.publishEvent(new HeartbeatEvent(this, changes.incrementAndGet()));
        }
    }
}
