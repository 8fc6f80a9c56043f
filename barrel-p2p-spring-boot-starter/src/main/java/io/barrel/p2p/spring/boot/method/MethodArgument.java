package io.barrel.p2p.spring.boot.method;

/**
 * What one parameter of a method is given of what it is called for.
 *
 * @param <M> what it is called for
 */
@FunctionalInterface
public interface MethodArgument<M> {

    /** The argument. Throws {@link PayloadException} if the payload cannot be converted. */
    Object of(M message) throws PayloadException;
}
