package io.barrel.p2p.spring.boot.listener;

import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.GossipListener;
import io.barrel.p2p.gossip.Lagged;
import io.barrel.p2p.spring.boot.method.BeanMethod;
import io.barrel.p2p.spring.boot.method.PayloadException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A method that is called for broadcasts, and those that are told of lost ones. What goes wrong in a call is logged and nothing
 * else.
 */
final class ListenerMethod implements GossipListener {

    private static final Logger logger = LoggerFactory.getLogger(P2pListener.class);

    private final BeanMethod<Broadcast> method;
    private final List<BeanMethod<Lagged>> told;

    ListenerMethod(BeanMethod<Broadcast> method, List<BeanMethod<Lagged>> told) {
        this.method = method;
        this.told = told;
    }

    @Override
    public void onBroadcast(Broadcast broadcast) {
        call(method, broadcast, broadcast.topic(), broadcast.origin());
    }

    @Override
    public void onLagged(Lagged lagged) {
        told.forEach(listener -> call(listener, lagged, lagged.topic(), ""));
    }

    private static <M> void call(BeanMethod<M> method, M message, String topic, Object origin) {
        try {
            method.call(message);
        } catch (PayloadException e) {
            logger.atWarn()
                    .addKeyValue("topic", topic)
                    .addKeyValue("origin", origin)
                    .log(
                            "Skipped a broadcast to {} by {} that {} cannot take: {}",
                            topic,
                            origin,
                            method.name(),
                            e.getMessage());
            logger.debug("Why it cannot", e);
        } catch (InvocationTargetException e) {
            logger.atError()
                    .addKeyValue("topic", topic)
                    .addKeyValue("origin", origin)
                    .setCause(e.getTargetException())
                    .log("{} failed for a broadcast to {}", method.name(), topic);
        }
    }
}
