package io.barrel.p2p.spring.boot.method;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.GenericTypeResolver;
import org.springframework.util.ReflectionUtils;

/** A method of a bean that an annotation lets take something. Compared by identity. */
public final class AnnotatedMethod {

    private final ConfigurableBeanFactory beans;
    private final String bean;
    private final Class<?> target;
    private final Method method;
    private final Class<? extends Annotation> annotation;

    /**
     * An annotated method.
     *
     * @param beans where the bean is
     * @param bean name of the bean
     * @param target class of the bean behind its proxy
     * @param method the method as that class declares it
     * @param annotation what it, or its class, is annotated with
     */
    public AnnotatedMethod(
            ConfigurableBeanFactory beans,
            String bean,
            Class<?> target,
            Method method,
            Class<? extends Annotation> annotation) {
        this.beans = beans;
        this.bean = bean;
        this.target = target;
        this.method = method;
        this.annotation = annotation;
    }

    /** What logs call it. */
    public String name() {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName() + " of bean '" + bean + "'";
    }

    /** The types of its parameters, with type variables of the class resolved. */
    public List<Type> parameterTypes() {
        return Stream.of(method.getGenericParameterTypes()).map(this::resolved).toList();
    }

    /** The type that it returns, with type variables of the class resolved. */
    public Type returnType() {
        return resolved(method.getGenericReturnType());
    }

    private Type resolved(Type declared) {
        return GenericTypeResolver.resolveType(declared, target);
    }

    /**
     * What a text of the annotation stands for, placeholders and expressions resolved.
     *
     * @param what what the text is
     * @param check throws {@link IllegalArgumentException} if the result is not fit for it
     * @param remedy what to do if it cannot be resolved or is not fit
     * @throws InvalidMethodException if it cannot be resolved or is not fit
     */
    public String resolve(String what, String text, Consumer<String> check, String remedy) {
        try {
            return AnnotationText.resolve(beans, text, check);
        } catch (IllegalArgumentException | BeansException e) {
            throw invalid("has the " + what + " '" + text + "': " + e.getMessage(), remedy, e);
        }
    }

    /** A refusal. The problem goes on the sentence that begins with the method. */
    public InvalidMethodException invalid(String problem, String remedy, @Nullable Throwable cause) {
        return new InvalidMethodException(
                "The @" + annotation.getSimpleName() + " method " + name() + " " + problem, remedy, cause);
    }

    /**
     * The method ready to be called.
     *
     * @param arguments what its parameters are given, in their order
     * @throws InvalidMethodException if the bean is a proxy that does not have the method
     */
    public <M> BeanMethod<M> bind(List<MethodArgument<M>> arguments) {
        Method invocable = invocable();
        ReflectionUtils.makeAccessible(invocable);
        return new BeanMethod<>(name(), invocable, () -> beans.getBean(bean), arguments);
    }

    /** The method as the bean has it: it may be a proxy. */
    private Method invocable() {
        try {
            Class<?> type = beans.getType(bean);
            return type == null ? method : AopUtils.selectInvocableMethod(method, type);
        } catch (IllegalStateException e) {
            throw invalid(
                    "cannot be called, because the bean is a proxy that does not have it",
                    "Make it public and not static, declare it in the interface that the proxy implements, or have"
                            + " the class itself proxied with spring.aop.proxy-target-class=true.",
                    e);
        }
    }
}
