package io.barrel.p2p.spring.boot.messaging;

import io.barrel.p2p.spring.boot.method.AnnotatedMethod;
import io.barrel.p2p.spring.boot.method.InvalidMethodException;
import io.barrel.p2p.spring.boot.method.MessageAnswers;
import io.barrel.p2p.spring.boot.method.PayloadWriter;
import io.barrel.p2p.spring.boot.method.Reply;
import io.barrel.p2p.spring.boot.method.Returned;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How replies are made, by what methods return. */
final class Replies {

    /** By type, what needs no writer. */
    private static final Map<Type, Reply> KNOWN = Map.of(
            void.class, value -> MessageAnswers.EMPTY,
            Void.class, value -> MessageAnswers.EMPTY,
            ByteBuffer.class, required(ByteBuffer.class, buffer -> buffer),
            byte[].class, required(byte[].class, ByteBuffer::wrap),
            String.class, required(String.class, StandardCharsets.UTF_8::encode));

    private final @Nullable PayloadWriter writer;

    /** Replies; null if there is nothing that writes those of other types. */
    Replies(@Nullable PayloadWriter writer) {
        this.writer = writer;
    }

    private static <T> Reply required(Class<T> type, Function<T, ByteBuffer> payload) {
        return value -> {
            if (value == null) {
                throw new IOException("null is not a " + type.getTypeName());
            }
            return payload.apply(type.cast(value));
        };
    }

    /**
     * How those of a method are made.
     *
     * @throws InvalidMethodException if nothing can be made of what it returns
     */
    Reply of(AnnotatedMethod method) {
        Returned returned = Returned.of(method.returnType());
        if (returned.isNeverThere()) {
            throw method.invalid(
                    "returns a " + returned.type().getTypeName() + ", which is no reply and cannot become one",
                    "Let it return the value, or a CompletionStage of it.",
                    null);
        }
        Reply known = KNOWN.get(returned.type());
        return known == null ? written(method, returned.type()) : known;
    }

    private Reply written(AnnotatedMethod method, Type type) {
        PayloadWriter present = writer;
        if (present == null) {
            throw method.invalid(
                    "returns a " + type.getTypeName() + ", but there is nothing that writes one as a payload",
                    "Add spring-boot-starter-jackson so that replies are written as JSON, define a PayloadWriter bean, or"
                            + " return void, byte[], ByteBuffer or String.",
                    null);
        }
        return value -> present.write(value, type);
    }
}
