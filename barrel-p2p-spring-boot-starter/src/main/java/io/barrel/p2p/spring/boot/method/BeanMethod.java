package io.barrel.p2p.spring.boot.method;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A method that is called for something.
 *
 * @param <M> what it is called for
 */
public final class BeanMethod<M> {

    private final String name;
    private final Method method;
    private final Supplier<Object> bean;
    private final List<MethodArgument<M>> arguments;

    /**
     * A method.
     *
     * @param name what logs call it
     * @param method the method, accessible
     * @param bean the bean to call it on, asked for at each call, as beans may be lazy or of any scope
     * @param arguments what its parameters are given
     */
    BeanMethod(String name, Method method, Supplier<Object> bean, List<MethodArgument<M>> arguments) {
        this.name = name;
        this.method = method;
        this.bean = bean;
        this.arguments = List.copyOf(arguments);
    }

    /** What logs call it. */
    public String name() {
        return name;
    }

    /**
     * Calls it and returns what it returns.
     *
     * @throws PayloadException if the payload cannot be converted; it was not called
     * @throws InvocationTargetException with what it threw, or why it could not be called
     */
    public @Nullable Object call(M message) throws PayloadException, InvocationTargetException {
        @Nullable Object[] values = new Object[arguments.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = arguments.get(i).of(message);
        }
        try {
            return method.invoke(bean.get(), values);
        } catch (InvocationTargetException e) {
            if (e.getTargetException() instanceof VirtualMachineError error) {
                throw error;
            }
            throw e;
        } catch (IllegalAccessException | RuntimeException e) {
            throw new InvocationTargetException(e);
        }
    }
}
