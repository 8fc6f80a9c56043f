package io.barrel.p2p.spring.boot.service;

import io.barrel.p2p.spring.boot.method.JacksonPayloadConverter;
import io.barrel.p2p.spring.boot.method.PayloadException;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.ByteBufferBackedInputStream;

/**
 * Calls and results as JSON. A call is <code>{"method":"price","arguments":["tea"]}</code>; a result is the value, {@code null} for
 * {@code void}. Types are those that methods declare; the JSON names none.
 */
final class JsonCalls {

    private final JsonMapper mapper;
    private final ObjectReader tree;
    private final JacksonPayloadConverter results;

    JsonCalls(JsonMapper mapper) {
        this.mapper = mapper;
        // Numbers must come through the tree as they were written, whatever they are read as then.
        this.tree = mapper.reader()
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .with(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
        this.results = new JacksonPayloadConverter(mapper);
    }

    /** A call with as many arguments as the method has parameters. Throws a {@code JacksonException} if one cannot be written. */
    ByteBuffer call(ServiceMethod method, @Nullable Object[] arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = mapper.createGenerator(out)) {
            // By hand: how the application's mapper names properties must not change what is sent.
            json.writeStartObject();
            json.writeStringProperty("method", method.method().getName());
            json.writeArrayPropertyStart("arguments");
            for (int i = 0; i < arguments.length; i++) {
                writer(method.parameters().get(i)).writeValue(json, arguments[i]);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    private ObjectWriter writer(Type type) {
        JavaType declared = mapper.constructType(type);
        return declared.isContainerType() ? mapper.writerFor(declared) : mapper.writer();
    }

    /** Reads a call; its arguments are read when it is known what of. */
    Call read(ByteBuffer payload) throws PayloadException {
        JsonNode call;
        try {
            call = tree.readTree(new ByteBufferBackedInputStream(payload));
        } catch (RuntimeException e) {
            throw new PayloadException("not a call in JSON", e);
        }
        JsonNode method = call.path("method");
        JsonNode arguments = call.path("arguments");
        if (!method.isString() || !arguments.isArray()) {
            throw new PayloadException("not a call, which is {\"method\":\"…\",\"arguments\":[…]}", null);
        }
        return new Call(method.stringValue(), List.copyOf(arguments.values()));
    }

    /** An argument as a type. */
    @Nullable
    Object argument(Call call, int index, Type type) throws PayloadException {
        try {
            return mapper.readerFor(mapper.constructType(type))
                    .readValue(call.arguments().get(index));
        } catch (RuntimeException e) {
            throw new PayloadException(
                    "argument " + (index + 1) + " of " + call.method() + " is not a " + type.getTypeName(), e);
        }
    }

    /** The payload of what a method has returned. Throws a {@code JacksonException} if it cannot be written. */
    ByteBuffer result(@Nullable Object value, Type type) {
        return results.write(value, type);
    }

    /** What a method has returned. Throws a {@code JacksonException} if that is not of the type. */
    @Nullable
    Object result(ByteBuffer reply, Type type) {
        return type == void.class || type == Void.class ? null : results.convert(reply, type);
    }

    /**
     * A call.
     *
     * @param method name of the method
     * @param arguments as they came
     */
    record Call(String method, List<JsonNode> arguments) {

        Signature signature() {
            return new Signature(method, arguments.size());
        }
    }
}
