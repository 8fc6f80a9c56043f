package io.barrel.p2p.spring.boot.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/** What a node finds by its name: its version, and the generator of its random numbers. */
final class NodeRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("io/barrel/p2p/engine/version.properties");
        hints.reflection()
                .registerType(
                        TypeReference.of("jdk.random.L64X128MixRandom"), MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
    }
}
