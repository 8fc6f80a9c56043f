package io.barrel.p2p.spring.boot.method;

import io.barrel.p2p.event.Subscription;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
 * Registers the annotated methods of all beans. They are found and checked once all singletons exist, registered before the node
 * starts, so that they miss nothing, and removed when it has stopped.
 *
 * @param <A> the annotation
 */
public abstract class MethodRegistrar<A extends Annotation> implements SmartInitializingSingleton, SmartLifecycle {

    private static final Logger logger = LoggerFactory.getLogger(MethodRegistrar.class);

    private final ConfigurableListableBeanFactory beans;
    private final Class<A> annotation;
    private final int phase;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private volatile boolean running;

    /**
     * A registrar.
     *
     * @param beans whose methods are looked at
     * @param annotation what to look for
     * @param phase when to register: before the phase of the node
     */
    protected MethodRegistrar(ConfigurableListableBeanFactory beans, Class<A> annotation, int phase) {
        this.beans = beans;
        this.annotation = annotation;
        this.phase = phase;
    }

    /**
     * Takes the annotated methods of a bean.
     *
     * @throws InvalidMethodException if one cannot be what its annotation says
     */
    protected abstract void found(Map<AnnotatedMethod, A> methods);

    /**
     * Registers what was found.
     *
     * @param registered takes what ends it again
     */
    protected abstract void register(Consumer<Subscription> registered);

    /** Finds the methods. Throws {@link InvalidMethodException} if one cannot be what its annotation says. */
    @Override
    public void afterSingletonsInstantiated() {
        for (String bean : beans.getBeanNamesForType(Object.class)) {
            Class<?> type = ScopedProxyUtils.isScopedTarget(bean) ? null : type(bean);
            if (type != null && AnnotationUtils.isCandidateClass(type, annotation)) {
                Map<AnnotatedMethod, A> methods = new LinkedHashMap<>();
                annotated(bean, type)
                        .forEach((method, found) ->
                                methods.put(new AnnotatedMethod(beans, bean, type, method, annotation), found));
                found(methods);
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
            logger.debug("Bean '{}' is not looked at for annotations: its class is not known", bean, e);
            return null;
        }
    }

    /** The annotated methods; none if a signature has a class that is not there, as in beans of optional libraries. */
    private Map<Method, A> annotated(String bean, Class<?> type) {
        try {
            return MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<@Nullable A>)
                    method -> AnnotatedElementUtils.findMergedAnnotation(method, annotation));
        } catch (RuntimeException | LinkageError e) {
            logger.debug("Bean '{}' is not looked at for annotations: a class it speaks of is missing", bean, e);
            return Map.of();
        }
    }

    @Override
    public void start() {
        running = true;
        try {
            register(subscriptions::add);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
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
}
