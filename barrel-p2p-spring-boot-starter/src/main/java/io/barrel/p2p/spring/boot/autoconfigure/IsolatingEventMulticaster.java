package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.event.P2pEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.SimpleApplicationEventMulticaster;

/**
 * Spring's own multicaster, except that a listener that throws on a node's event is logged and the listeners after it are
 * still called. Events of anything else are delivered as ever.
 */
final class IsolatingEventMulticaster extends SimpleApplicationEventMulticaster {

    private static final Logger logger = LoggerFactory.getLogger(IsolatingEventMulticaster.class);

    @Override
    protected void invokeListener(ApplicationListener<?> listener, ApplicationEvent event) {
        if (event instanceof PayloadApplicationEvent<?> carrier && carrier.getPayload() instanceof P2pEvent happened) {
            try {
                super.invokeListener(listener, event);
            } catch (RuntimeException e) {
                logger.atError()
                        .setCause(e)
                        .addKeyValue("event", happened)
                        .addKeyValue("listener", listener)
                        .log("A listener failed; the other listeners are called");
            }
        } else {
            super.invokeListener(listener, event);
        }
    }
}
