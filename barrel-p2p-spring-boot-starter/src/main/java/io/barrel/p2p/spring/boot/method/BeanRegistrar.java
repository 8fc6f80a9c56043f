package io.barrel.p2p.spring.boot.method;

import io.barrel.p2p.event.Subscription;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
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
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Registers what the beans with an annotation offer. They are found and checked once all singletons exist, and registered while
 * the phase runs.
 */
public abstract class BeanRegistrar implements SmartInitializingSingleton, SmartLifecycle {

    private static final Logger logger = LoggerFactory.getLogger(BeanRegistrar.class);

    private final ConfigurableListableBeanFactory beans;
    private final Class<? extends Annotation> annotation;
    private final int phase;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private volatile boolean running;

    /**
     * A registrar.
     *
     * @param beans which are looked at
     * @param annotation what to look for, on classes or methods
     * @param phase when to register
     */
    protected BeanRegistrar(ConfigurableListableBeanFactory beans, Class<? extends Annotation> annotation, int phase) {
        this.beans = beans;
        this.annotation = annotation;
        this.phase = phase;
    }

    /**
     * Looks at a bean that may have the annotation.
     *
     * @param bean its name
     * @param type its class behind its proxies
     * @throws InvalidMethodException if it cannot be what its annotation says
     */
    protected abstract void look(String bean, Class<?> type);

    /**
     * Registers what was found.
     *
     * @param registered takes what ends it again
     */
    protected abstract void register(Consumer<Subscription> registered);

    /** Looks at all beans. Throws {@link InvalidMethodException} if one cannot be what its annotation says. */
    @Override
    public void afterSingletonsInstantiated() {
        for (String bean : beans.getBeanNamesForType(Object.class)) {
            Class<?> type = ScopedProxyUtils.isScopedTarget(bean) ? null : type(bean);
            if (type != null && AnnotationUtils.isCandidateClass(type, annotation)) {
                look(bean, type);
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
