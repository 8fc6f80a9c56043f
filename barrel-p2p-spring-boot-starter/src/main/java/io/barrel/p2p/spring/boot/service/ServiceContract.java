package io.barrel.p2p.spring.boot.service;

import io.barrel.p2p.spring.boot.method.InvalidMethodException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The methods of a service.
 *
 * @param methods by what a call says of them
 */
record ServiceContract(Map<Signature, ServiceMethod> methods) {

    /** Interfaces below these say what a library wants of a bean, not what it offers. */
    private static final Set<String> LIBRARIES = Set.of("java.", "javax.", "jakarta.", "org.springframework.");

    /**
     * What a bean offers.
     *
     * @param owner the bean, as the beginning of a sentence
     * @param bean its class
     * @param type the interface that was asked for; {@code void.class} if none was
     * @throws InvalidMethodException if that cannot be offered
     */
    static ServiceContract ofBean(String owner, Class<?> bean, Class<?> type) {
        Class<?>[] implemented = ClassUtils.getAllInterfacesForClass(bean);
        if (type != void.class) {
            if (!type.isInterface() || !type.isAssignableFrom(bean)) {
                throw new InvalidMethodException(
                        owner + " has the type " + type.getName() + ", which is no interface of " + bean.getName(),
                        "Let the class implement that interface, or leave the type out.",
                        null);
            }
            return of(owner, bean, ofInterface(type));
        }
        Class<?>[] own =
                Stream.of(implemented).filter(each -> !isOfALibrary(each)).toArray(Class<?>[]::new);
        return of(owner, bean, own.length == 1 ? ofInterface(own[0]) : ofClass(bean, implemented));
    }

    /**
     * What a client calls.
     *
     * @param owner the interface, as the beginning of a sentence
     * @throws InvalidMethodException if that cannot be called
     */
    static ServiceContract ofClient(String owner, Class<?> type) {
        return of(owner, type, ofInterface(type));
    }

    private static Stream<Method> ofInterface(Class<?> type) {
        // Default methods are the client's own.
        return Stream.of(type.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .filter(method -> !ReflectionUtils.isObjectMethod(method));
    }

    private static Stream<Method> ofClass(Class<?> bean, Class<?>[] implemented) {
        return Stream.of(bean.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !method.isSynthetic())
                .filter(method -> !ReflectionUtils.isObjectMethod(method))
                .filter(method -> Stream.of(implemented)
                        .noneMatch(each -> isOfALibrary(each)
                                && ClassUtils.hasMethod(each, method.getName(), method.getParameterTypes())));
    }

    private static boolean isOfALibrary(Class<?> type) {
        return LIBRARIES.stream().anyMatch(type.getName()::startsWith);
    }

    private static ServiceContract of(String owner, Class<?> type, Stream<Method> methods) {
        if (type.getTypeParameters().length > 0) {
            throw new InvalidMethodException(
                    owner + " has type parameters, and nothing says what they stand for",
                    "Extend " + type.getSimpleName() + " by a type that says it.",
                    null);
        }
        Map<Signature, ServiceMethod> named =
                new TreeMap<>(Comparator.comparing(Signature::name).thenComparing(Signature::parameters));
        methods.forEach(method -> {
            ServiceMethod next = ServiceMethod.of(owner, type, method);
            ServiceMethod other = named.putIfAbsent(Signature.of(method), next);
            // Two interfaces may declare the same method.
            if (other != null
                    && !Arrays.equals(method.getParameterTypes(), other.method().getParameterTypes())) {
                String both = Stream.of(next.text(), other.text()).sorted().collect(Collectors.joining(" and "));
                throw new InvalidMethodException(
                        owner + " has " + both + ", which a call cannot tell apart",
                        "Rename one of them, or leave it out of the interface: a call says a method's name and the number of"
                                + " its arguments.",
                        null);
            }
        });
        if (named.isEmpty()) {
            throw new InvalidMethodException(
                    owner + " has no method to call",
                    "Give it one: abstract in an interface, public in a class.",
                    null);
        }
        return new ServiceContract(named);
    }

    /** As in {@code price/1, reset/0}. */
    String text() {
        return methods.keySet().stream().map(Signature::toString).collect(Collectors.joining(", "));
    }
}
