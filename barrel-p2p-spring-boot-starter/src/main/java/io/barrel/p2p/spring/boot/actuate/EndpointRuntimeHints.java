package io.barrel.p2p.spring.boot.actuate;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What the endpoint answers, for Jackson. The operations over HTTP do not declare it, but those over JMX are the same and do.
 */
final class EndpointRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();
        binding.registerReflectionHints(hints.reflection(), SummaryDescriptor.class, FailureDescriptor.class);
        for (Method operation : P2pEndpointJmxExtension.class.getDeclaredMethods()) {
            binding.registerReflectionHints(hints.reflection(), operation.getGenericReturnType());
        }
    }
}
