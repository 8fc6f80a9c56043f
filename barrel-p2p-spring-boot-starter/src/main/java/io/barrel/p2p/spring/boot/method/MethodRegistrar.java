package io.barrel.p2p.spring.boot.method;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationConfigurationException;

/**
 * Registers the annotated methods of all beans: before the node starts, so that they miss nothing, and until it has stopped.
 *
 * @param <A> the annotation
 */
public abstract class MethodRegistrar<A extends Annotation> extends BeanRegistrar {

    private static final Logger logger = LoggerFactory.getLogger(MethodRegistrar.class);

    private final ConfigurableListableBeanFactory beans;
    private final Class<A> annotation;

    /**
     * A registrar.
     *
     * @param beans whose methods are looked at
     * @param annotation what to look for
     * @param phase when to register: before the phase of the node
     */
    protected MethodRegistrar(ConfigurableListableBeanFactory beans, Class<A> annotation, int phase) {
        super(beans, annotation, phase);
        this.beans = beans;
        this.annotation = annotation;
    }

    /**
     * Takes the annotated methods of a bean.
     *
     * @throws InvalidMethodException if one cannot be what its annotation says
     */
    protected abstract void found(Map<AnnotatedMethod, A> methods);

    @Override
    protected final void look(String bean, Class<?> type) {
        Map<AnnotatedMethod, A> methods = new LinkedHashMap<>();
        annotated(bean, type)
                .forEach((method, found) ->
                        methods.put(new AnnotatedMethod(beans, bean, type, method, annotation), found));
        found(methods);
    }

    /** The annotated methods; none if a signature has a class that is not there, as in beans of optional libraries. */
    private Map<Method, A> annotated(String bean, Class<?> type) {
        try {
            return MethodIntrospector.selectMethods(
                    type, (MethodIntrospector.MetadataLookup<@Nullable A>) method -> annotation(bean, type, method));
        } catch (InvalidMethodException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            logger.debug("Bean '{}' is not looked at for annotations: a class it speaks of is missing", bean, e);
            return Map.of();
        }
    }

    /** The annotation of a method. One that contradicts itself is not passed over: its author would wait in vain for calls. */
    private @Nullable A annotation(String bean, Class<?> type, Method method) {
        try {
            return AnnotatedElementUtils.findMergedAnnotation(method, annotation);
        } catch (AnnotationConfigurationException e) {
            if (!method.isAnnotationPresent(annotation)) {
                throw e;
            }
            throw new AnnotatedMethod(beans, bean, type, method, annotation)
                    .invalid("says two things at once: " + e.getMessage(), "Leave one of the two.", e);
        }
    }
}
