package io.barrel.p2p.spring.boot.method;

import org.jspecify.annotations.Nullable;

/**
 * What one parameter of a method is given of what it is called for.
 *
 * @param <M> what it is called for
 */
@FunctionalInterface
public interface MethodArgument<M> {

    /** The argument. Throws {@link PayloadException} if the payload cannot be converted. */
    @Nullable
    Object of(M message) throws PayloadException;
}
