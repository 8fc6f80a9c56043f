package io.barrel.p2p.spring.boot.service;

import io.barrel.p2p.spring.boot.method.InvalidMethodException;
import io.barrel.p2p.spring.boot.method.Returned;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ResolvableType;

/**
 * A method that can be called with JSON.
 *
 * @param method the method
 * @param parameters the types of its parameters, type variables of its class resolved
 * @param returned what it returns, type variables of its class resolved
 */
record ServiceMethod(Method method, List<Type> parameters, Returned returned) {

    /**
     * A method of a service.
     *
     * @param owner what the method is of, as the beginning of a sentence
     * @param type the class that type variables are resolved for
     * @throws InvalidMethodException if it cannot be called with JSON
     */
    static ServiceMethod of(String owner, Class<?> type, Method method) {
        if (method.getTypeParameters().length > 0) {
            throw new InvalidMethodException(
                    owner + " has the method " + method.getName()
                            + " with type parameters of its own, which JSON does not tell",
                    "Give them to the interface instead, or let the method say the types.",
                    null);
        }
        List<Type> parameters = Stream.of(method.getGenericParameterTypes())
                .map(parameter -> GenericTypeResolver.resolveType(parameter, type))
                .toList();
        for (Type parameter : parameters) {
            if (Returned.isLater(parameter)
                    || AutoCloseable.class.isAssignableFrom(
                            ResolvableType.forType(parameter).toClass())) {
                throw new InvalidMethodException(
                        owner + " has the method " + method.getName() + ", which takes a " + parameter.getTypeName()
                                + " that cannot be written as JSON",
                        "Let it take the value.",
                        null);
            }
        }
        Returned returned = Returned.of(GenericTypeResolver.resolveType(method.getGenericReturnType(), type));
        if (returned.isNeverThere()) {
            throw new InvalidMethodException(
                    owner + " has the method " + method.getName() + ", which returns a "
                            + returned.type().getTypeName() + " that cannot be written as JSON",
                    "Let it return the value, or a CompletionStage of it.",
                    null);
        }
        return new ServiceMethod(method, parameters, returned);
    }

    /** As in {@code price(String)}. */
    String text() {
        return Stream.of(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", method.getName() + "(", ")"));
    }
}
