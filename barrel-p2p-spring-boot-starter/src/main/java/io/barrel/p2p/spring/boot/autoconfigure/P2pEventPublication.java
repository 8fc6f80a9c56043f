package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.event.Subscription;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.ApplicationEventPublisher;

/** Publishes every event of the node as an application event, in order, on the node's dispatcher thread. */
final class P2pEventPublication implements InitializingBean, DisposableBean {

    private final BarrelP2p node;
    private final ApplicationEventPublisher publisher;
    private @Nullable Subscription subscription;

    P2pEventPublication(BarrelP2p node, ApplicationEventPublisher publisher) {
        this.node = node;
        this.publisher = publisher;
    }

    @Override
    public void afterPropertiesSet() {
        subscription = node.subscribe(publisher::publishEvent);
    }

    @Override
    public void destroy() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
