package io.barrel.p2p.spring.boot.method;

import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the parameters of methods are given of something with a payload, by their types: the whole of it, the node it came from,
 * or the payload.
 *
 * @param <M> what the methods are called for
 */
public final class MethodArguments<M> {

    private final String whole;
    private final Map<Type, MethodArgument<M>> known;
    private final Function<M, ByteBuffer> payload;
    private final @Nullable PayloadConverter converter;

    /**
     * Arguments.
     *
     * @param whole the type of what methods are called for
     * @param node where it came from
     * @param payload its payload, a buffer of the callee's own
     * @param converter makes parameters of other types of payloads; null if there is none
     */
    public MethodArguments(
            Class<M> whole,
            Function<M, NodeId> node,
            Function<M, ByteBuffer> payload,
            @Nullable PayloadConverter converter) {
        this.whole = whole.getSimpleName();
        this.payload = payload;
        this.converter = converter;
        this.known = Map.of(
                whole,
                message -> message,
                NodeId.class,
                node::apply,
                ByteBuffer.class,
                payload::apply,
                byte[].class,
                message -> bytes(payload.apply(message)),
                String.class,
                message -> text(payload.apply(message)));
    }

    /**
     * The arguments of a method.
     *
     * @throws InvalidMethodException if a parameter has a type that nothing can be given for
     */
    public List<MethodArgument<M>> of(AnnotatedMethod method) {
        List<MethodArgument<M>> arguments = new ArrayList<>();
        boolean converted = false;
        for (Type type : method.parameterTypes()) {
            MethodArgument<M> argument = known.get(type);
            if (argument == null && converted) {
                throw method.invalid(
                        "takes the payload as more than one type, the second being " + type.getTypeName(),
                        "Leave one of them, or take the " + whole + ".",
                        null);
            }
            converted |= argument == null;
            arguments.add(argument != null ? argument : converted(method, type));
        }
        return arguments;
    }

    private MethodArgument<M> converted(AnnotatedMethod method, Type type) {
        PayloadConverter present = converter;
        if (present == null) {
            throw method.invalid(
                    "takes a " + type.getTypeName() + ", but there is nothing that reads one from a payload",
                    "Add spring-boot-starter-jackson so that payloads are read as JSON, define a PayloadConverter bean, or"
                            + " take " + whole + ", byte[], ByteBuffer, String or NodeId.",
                    null);
        }
        return message -> convert(present, payload.apply(message), type);
    }

    private static Object convert(PayloadConverter converter, ByteBuffer payload, Type type) throws PayloadException {
        Object value;
        try {
            value = converter.convert(payload, type);
        } catch (IOException | RuntimeException e) {
            throw new PayloadException("not a " + type.getTypeName(), e);
        }
        if (value == null) {
            throw new PayloadException("null is not a " + type.getTypeName(), null);
        }
        return value;
    }

    private static byte[] bytes(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }

    private static String text(ByteBuffer payload) throws PayloadException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(payload).toString();
        } catch (CharacterCodingException e) {
            throw new PayloadException("not UTF-8", e);
        }
    }
}
