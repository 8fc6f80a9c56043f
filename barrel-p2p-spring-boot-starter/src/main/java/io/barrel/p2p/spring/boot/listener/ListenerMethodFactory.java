package io.barrel.p2p.spring.boot.listener;

import io.barrel.p2p.gossip.Lagged;
import io.barrel.p2p.gossip.Topics;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.core.GenericTypeResolver;
import org.springframework.util.ReflectionUtils;

/** Makes listeners of annotated methods, or says why a method cannot be one. */
final class ListenerMethodFactory {

    private final ConfigurableBeanFactory beans;
    private final @Nullable PayloadConverter converter;

    ListenerMethodFactory(ConfigurableBeanFactory beans, @Nullable PayloadConverter converter) {
        this.beans = beans;
        this.converter = converter;
    }

    /**
     * A listener.
     *
     * @param bean name of the bean
     * @param target class of the bean behind its proxy
     * @param annotated the method as that class declares it
     * @throws InvalidListenerException if the method cannot be one
     */
    ListenerMethod create(String bean, Class<?> target, Method annotated) {
        if (annotated.getReturnType() != void.class) {
            throw invalid(bean, annotated, "returns a value nobody takes", "Let it return void.", null);
        }
        List<ListenerArgument> arguments = takesLagged(annotated) ? List.of() : arguments(bean, target, annotated);
        Method method = invocable(bean, annotated);
        ReflectionUtils.makeAccessible(method);
        return new ListenerMethod(name(bean, annotated), method, () -> beans.getBean(bean), arguments);
    }

    /** Whether the method is to be told of lost broadcasts. */
    static boolean takesLagged(Method method) {
        return method.getParameterCount() == 1 && method.getParameterTypes()[0] == Lagged.class;
    }

    /**
     * The topic that the annotation stands for.
     *
     * @throws InvalidListenerException if it cannot be resolved or is no topic
     */
    String topic(String bean, Method method, P2pListener annotation) {
        String remedy =
                "Give @P2pListener a topic, such as @P2pListener(\"prices\") or @P2pListener(\"${app.topic}\").";
        try {
            String topic = Objects.requireNonNullElse(
                    new EmbeddedValueResolver(beans).resolveStringValue(annotation.topic()), "");
            Topics.requireUserTopic(topic);
            if (topic.contains("${")) {
                // Without strict placeholders Spring leaves what it cannot resolve as it is.
                throw new IllegalArgumentException("there is no such property");
            }
            return topic;
        } catch (IllegalArgumentException | BeansException e) {
            String problem = "has the topic '" + annotation.topic() + "': " + e.getMessage();
            throw invalid(bean, method, problem, remedy, e);
        }
    }

    /** A refusal. The problem goes on the sentence that begins with the method. */
    static InvalidListenerException invalid(
            String bean, Method method, String problem, String remedy, @Nullable Throwable cause) {
        return new InvalidListenerException(
                "The @P2pListener method " + name(bean, method) + " " + problem, remedy, cause);
    }

    private static String name(String bean, Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName() + " of bean '" + bean + "'";
    }

    private List<ListenerArgument> arguments(String bean, Class<?> target, Method method) {
        List<ListenerArgument> arguments = new ArrayList<>();
        boolean converted = false;
        for (Type declared : method.getGenericParameterTypes()) {
            Type type = GenericTypeResolver.resolveType(declared, target);
            if (type == Lagged.class) {
                throw invalid(
                        bean,
                        method,
                        "takes Lagged together with something else",
                        "Write a method of its own whose only parameter is Lagged.",
                        null);
            }
            ListenerArgument known = ListenerArgument.KNOWN.get(type);
            if (known == null && converted) {
                throw invalid(
                        bean,
                        method,
                        "takes the payload as more than one type, the second being " + type.getTypeName(),
                        "Leave one of them, or take the Broadcast.",
                        null);
            }
            arguments.add(known != null ? known : converted(bean, method, type));
            converted |= known == null;
        }
        return arguments;
    }

    private ListenerArgument converted(String bean, Method method, Type type) {
        if (converter == null) {
            throw invalid(
                    bean,
                    method,
                    "takes a " + type.getTypeName() + ", but there is nothing that reads one from a payload",
                    "Add spring-boot-starter-jackson so that payloads are read as JSON, define a PayloadConverter bean, or"
                            + " take Broadcast, byte[], ByteBuffer, String or NodeId.",
                    null);
        }
        return ListenerArgument.converted(converter, type);
    }

    /** The method as the bean has it: it may be a proxy. */
    private Method invocable(String bean, Method method) {
        try {
            Class<?> type = beans.getType(bean);
            return type == null ? method : AopUtils.selectInvocableMethod(method, type);
        } catch (IllegalStateException e) {
            throw invalid(
                    bean,
                    method,
                    "cannot be called, because the bean is a proxy that does not have it",
                    "Make it public and not static, declare it in the interface that the proxy implements, or have"
                            + " the class itself proxied with spring.aop.proxy-target-class=true.",
                    e);
        }
    }
}
