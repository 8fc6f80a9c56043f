package io.barrel.p2p.spring.boot.listener;

import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.gossip.GossipListener;
import io.barrel.p2p.gossip.Lagged;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Subscribes the {@link P2pListener} methods of all beans. They are found and checked once all singletons exist, subscribed
 * before the node starts, so that they miss nothing, and unsubscribed when it has stopped.
 */
public final class P2pListenerRegistrar implements SmartInitializingSingleton, SmartLifecycle {

    private static final Logger logger = LoggerFactory.getLogger(P2pListenerRegistrar.class);

    private final ConfigurableListableBeanFactory beans;
    private final Supplier<Gossip> gossip;
    private final Supplier<@Nullable PayloadConverter> converter;
    private final int phase;
    private final List<Listener> listeners = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private volatile boolean running;

    /**
     * A registrar.
     *
     * @param beans whose methods are looked at
     * @param gossip what to subscribe to, asked for if there is a listener
     * @param converter makes parameters of payloads; null if there is none
     * @param phase when to subscribe: before the phase of the node
     */
    public P2pListenerRegistrar(
            ConfigurableListableBeanFactory beans,
            Supplier<Gossip> gossip,
            Supplier<@Nullable PayloadConverter> converter,
            int phase) {
        this.beans = beans;
        this.gossip = gossip;
        this.converter = converter;
        this.phase = phase;
    }

    /** Finds the listeners. Throws {@link InvalidListenerException} if a method cannot be one. */
    @Override
    public void afterSingletonsInstantiated() {
        ListenerMethodFactory factory = new ListenerMethodFactory(beans, converter.get());
        for (String bean : beans.getBeanNamesForType(Object.class)) {
            Class<?> type = ScopedProxyUtils.isScopedTarget(bean) ? null : type(bean);
            if (type != null && AnnotationUtils.isCandidateClass(type, P2pListener.class)) {
                collect(factory, bean, type);
            }
        }
    }

    /** The class of a bean behind its proxies; null if it is not known. */
    private @Nullable Class<?> type(String bean) {
        try {
            Class<?> type = AutoProxyUtils.determineTargetClass(beans, bean);
            if (type != null && ScopedObject.class.isAssignableFrom(type)) {
                Class<?> scoped = AutoProxyUtils.determineTargetClass(beans, ScopedProxyUtils.getTargetBeanName(bean));
                return scoped == null ? type : scoped;
            }
            return type;
        } catch (RuntimeException | LinkageError e) {
            logger.debug("Bean '{}' is not looked at for listeners: its class is not known", bean, e);
            return null;
        }
    }

    /** The annotated methods; none if a signature has a class that is not there, as in beans of optional libraries. */
    private static Map<Method, P2pListener> annotated(String bean, Class<?> type) {
        try {
            return MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<@Nullable P2pListener>)
                    method -> AnnotatedElementUtils.findMergedAnnotation(method, P2pListener.class));
        } catch (RuntimeException | LinkageError e) {
            logger.debug("Bean '{}' is not looked at for listeners: a class it speaks of is missing", bean, e);
            return Map.of();
        }
    }

    private void collect(ListenerMethodFactory factory, String bean, Class<?> type) {
        Map<Method, P2pListener> annotated = annotated(bean, type);
        Map<String, List<ListenerMethod>> told = new LinkedHashMap<>();
        Map<Method, String> unheard = new LinkedHashMap<>();
        annotated.forEach((method, annotation) -> {
            if (ListenerMethodFactory.takesLagged(method)) {
                String topic = factory.topic(bean, method, annotation);
                told.computeIfAbsent(topic, key -> new ArrayList<>()).add(factory.create(bean, type, method));
                unheard.put(method, topic);
            }
        });
        annotated.forEach((method, annotation) -> {
            if (!ListenerMethodFactory.takesLagged(method)) {
                String topic = factory.topic(bean, method, annotation);
                ListenerMethod listener = factory.create(bean, type, method);
                listeners.add(new Listener(topic, listener, told.getOrDefault(topic, List.of())));
                unheard.values().removeIf(topic::equals);
            }
        });
        unheard.forEach((method, topic) -> {
            throw ListenerMethodFactory.invalid(
                    bean,
                    method,
                    "is told of lost broadcasts to '" + topic + "', but the bean takes none",
                    "Put it beside the @P2pListener method that takes broadcasts to the same topic.",
                    null);
        });
    }

    @Override
    public void start() {
        for (Listener listener : listeners) {
            subscriptions.add(gossip.get().subscribe(listener.topic(), listener));
        }
        running = true;
    }

    @Override
    public void stop() {
        subscriptions.forEach(Subscription::close);
        subscriptions.clear();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return phase;
    }

    /** A listener, and who is told that it was too slow. */
    private record Listener(String topic, ListenerMethod method, List<ListenerMethod> told) implements GossipListener {

        @Override
        public void onBroadcast(Broadcast broadcast) {
            method.onBroadcast(broadcast);
        }

        @Override
        public void onLagged(Lagged lagged) {
            told.forEach(listener -> listener.onLagged(lagged));
        }
    }
}
