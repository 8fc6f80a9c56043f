package io.barrel.p2p.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;

/** A class that is to be fuzzed has a class of targets with its name; one that is new and has none fails here. */
class FuzzTargetTests {

    private static final List<String> TARGETS = FuzzTarget.all().stream()
            .map(target -> target.type().getName())
            .distinct()
            .toList();

    @Test
    void everythingThatDecodesHasATarget() {
        List<Class<?>> decoders =
                classes(name -> name.matches(".+(Codec|Decoder|Parser|FrameReader|TrustIndex|StateFile)"));
        assertThat(decoders).hasSizeGreaterThanOrEqualTo(14);
        assertThat(TARGETS).containsAll(expected(decoders));
    }

    /** A machine takes inputs by {@code handle}; {@code LwwMap} passes those of its replica on to it. */
    @Test
    void everyStateMachineHasATarget() {
        List<Class<?>> machines = classes(name -> !name.matches(".+(Tests|\\.LwwMap)|.+\\$.+")).stream()
                .filter(type -> Modifier.isFinal(type.getModifiers()))
                .filter(type -> Arrays.stream(type.getDeclaredMethods()).anyMatch(FuzzTargetTests::takesInputs))
                .toList();
        assertThat(machines).hasSizeGreaterThanOrEqualTo(9);
        assertThat(TARGETS).containsAll(expected(machines));
    }

    private static boolean takesInputs(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        return method.getName().equals("handle")
                && Modifier.isPublic(method.getModifiers())
                && parameters.length == 2
                && parameters[0].getSimpleName().endsWith("Input");
    }

    private static List<Class<?>> classes(Predicate<String> names) {
        return ReflectionSupport.findAllClassesInPackage("io.barrel.p2p", type -> true, names).stream()
                .filter(type -> !type.getPackageName().endsWith(".proto"))
                .toList();
    }

    private static List<String> expected(List<Class<?>> types) {
        return types.stream().map(type -> type.getName() + "FuzzTests").toList();
    }
}
