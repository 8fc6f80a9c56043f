package io.barrel.p2p.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.MalformedInputException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What every decoder owes: a value or the typed error, and for a value that its encoding means the same. */
public final class Hostile {

    private Hostile() {}

    /** What a decoder makes of hostile input; empty if that is malformed. Whatever else it throws is a finding. */
    public static <T> Optional<T> decoded(Supplier<T> decoder) {
        try {
            return Optional.of(decoder.get());
        } catch (MalformedInputException e) {
            assertThat(e).hasMessageMatching("(?s).+");
            return Optional.empty();
        }
    }

    /** Decodes; what that gives must encode, and its encoding decode to the same. */
    public static <T> void survives(
            byte[] input, Function<ByteBuffer, Optional<T>> decoder, Function<T, ByteBuffer> encoder) {
        ByteBuffer bytes = ByteBuffer.wrap(input).asReadOnlyBuffer();
        Optional<T> value = decoded(() -> decoder.apply(bytes)).flatMap(found -> found);
        assertThat(bytes.remaining()).as("the input's position and limit").isEqualTo(input.length);
        value.ifPresent(first -> {
            ByteBuffer encoded = encoder.apply(first);
            assertThat(decoder.apply(encoded)).contains(first);
        });
    }
}
