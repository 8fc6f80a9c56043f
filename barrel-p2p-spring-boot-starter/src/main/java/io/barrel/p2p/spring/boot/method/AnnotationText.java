package io.barrel.p2p.spring.boot.method;

import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;

/** Texts of annotations, which may have placeholders and expressions. */
public final class AnnotationText {

    private AnnotationText() {}

    /**
     * What a text stands for.
     *
     * @param check throws {@link IllegalArgumentException} if the result is not fit for its use
     * @throws IllegalArgumentException if it cannot be resolved or is not fit
     * @throws BeansException if an expression fails
     */
    public static String resolve(ConfigurableBeanFactory beans, String text, Consumer<String> check) {
        String resolved = Objects.requireNonNullElse(new EmbeddedValueResolver(beans).resolveStringValue(text), "");
        check.accept(resolved);
        if (resolved.contains("${")) {
            // Without strict placeholders Spring leaves what it cannot resolve as it is.
            throw new IllegalArgumentException("there is no such property");
        }
        return resolved;
    }
}
