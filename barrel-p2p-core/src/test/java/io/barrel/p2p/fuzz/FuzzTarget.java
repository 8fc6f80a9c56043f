package io.barrel.p2p.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * A method that a fuzzer calls.
 *
 * @param type its class
 * @param method its name
 */
record FuzzTarget(Class<?> type, String method) {

    private static final String SUFFIX = "FuzzTests";

    /** All of this module, in order. */
    static List<FuzzTarget> all() {
        return ReflectionSupport.findAllClassesInPackage("io.barrel.p2p", type -> true, name -> name.endsWith(SUFFIX))
                .stream()
                .flatMap(type -> of(type).stream())
                .sorted(Comparator.comparing(FuzzTarget::toString))
                .toList();
    }

    static List<FuzzTarget> of(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> AnnotationSupport.isAnnotated(method, FuzzTest.class))
                .map(Method::getName)
                .map(name -> new FuzzTarget(type, name))
                .toList();
    }

    /** What it is called in tables and as a directory. */
    @Override
    public String toString() {
        String name = type.getSimpleName();
        return (name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name) + "." + method;
    }
}
