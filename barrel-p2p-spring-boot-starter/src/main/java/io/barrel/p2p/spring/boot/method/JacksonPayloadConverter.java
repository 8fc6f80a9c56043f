package io.barrel.p2p.spring.boot.method;

import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.ByteBufferBackedInputStream;

/** Reads and writes payloads as JSON. */
public final class JacksonPayloadConverter implements PayloadConverter, PayloadWriter {

    private final JsonMapper mapper;

    /** A converter that uses that mapper. */
    public JacksonPayloadConverter(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public @Nullable Object convert(ByteBuffer payload, Type type) {
        InputStream json = new ByteBufferBackedInputStream(payload);
        return mapper.readValue(json, mapper.constructType(type));
    }

    /** As Spring's own converters, by the declared type of a collection's elements and else by the class of the value. */
    @Override
    public ByteBuffer write(@Nullable Object value, Type type) {
        JavaType declared = mapper.constructType(type);
        ObjectWriter writer = declared.isContainerType() ? mapper.writerFor(declared) : mapper.writer();
        return ByteBuffer.wrap(writer.writeValueAsBytes(value));
    }
}
