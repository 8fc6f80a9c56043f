package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.QuicRuntime;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What a node finds by its name: its version, and the generator of its random numbers. */
final class NodeRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("io/barrel/p2p/engine/version.properties");
        // Each JDK keeps it in a package of its own.
        hints.reflection()
                .registerType(new QuicRuntime().random().getClass(), MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
    }
}
