package io.barrel.p2p.spring.boot.service;

import java.lang.reflect.Method;

/**
 * What a call says of the method it means.
 *
 * @param name of the method
 * @param parameters how many it has
 */
record Signature(String name, int parameters) {

    static Signature of(Method method) {
        return new Signature(method.getName(), method.getParameterCount());
    }

    /** As in {@code price/1}. */
    @Override
    public String toString() {
        return name + "/" + parameters;
    }
}
