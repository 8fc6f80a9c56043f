package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.engine.NodeInfo;
import io.barrel.p2p.engine.NodeState;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node; all but the state is null while it is stopped.
 *
 * @param id its name
 * @param state what it is doing, such as {@code joined}
 * @param address where peers dial it
 * @param incarnation grows with every start; as text, because JavaScript would round the number
 * @param fingerprint of its identity
 * @param version of the library
 * @param startedAt when it was started
 */
public record NodeDescriptor(
        @Nullable String id,
        String state,
        @Nullable String address,
        @Nullable String incarnation,
        @Nullable String fingerprint,
        @Nullable String version,
        @Nullable Instant startedAt) {

    static NodeDescriptor of(Optional<NodeInfo> node) {
        return node.map(NodeDescriptor::of)
                .orElseGet(() -> new NodeDescriptor(null, word(NodeState.STOPPED), null, null, null, null, null));
    }

    private static NodeDescriptor of(NodeInfo node) {
        return new NodeDescriptor(
                node.self().node().value(),
                word(node.state()),
                node.self().address().toString(),
                Long.toString(node.incarnation()),
                node.fingerprint(),
                node.version(),
                node.startedAt());
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
