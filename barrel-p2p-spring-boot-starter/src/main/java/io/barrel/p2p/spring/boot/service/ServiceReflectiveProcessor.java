package io.barrel.p2p.spring.boot.service;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Type;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.ReflectiveProcessor;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/** Lets the methods of a service be called, and their arguments and results be read and written as JSON, in a native image. */
final class ServiceReflectiveProcessor implements ReflectiveProcessor {

    private final BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();

    @Override
    public void registerReflectionHints(ReflectionHints hints, AnnotatedElement element) {
        if (!(element instanceof Class<?> bean)) {
            return;
        }
        Class<?> declared = ClassUtils.getUserClass(bean);
        P2pService annotation = AnnotatedElementUtils.getMergedAnnotation(declared, P2pService.class);
        if (annotation == null) {
            return;
        }
        ServiceContract contract =
                ServiceContract.ofBean("The @P2pService " + declared.getName(), declared, annotation.type());
        for (ServiceMethod method : contract.methods().values()) {
            hints.registerMethod(method.method(), ExecutableMode.INVOKE);
            binding.registerReflectionHints(hints, method.parameters().toArray(Type[]::new));
            binding.registerReflectionHints(hints, method.returned().type());
        }
    }
}
