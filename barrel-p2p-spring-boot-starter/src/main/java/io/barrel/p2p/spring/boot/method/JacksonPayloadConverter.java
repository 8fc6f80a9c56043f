package io.barrel.p2p.spring.boot.method;

import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.ByteBufferBackedInputStream;

/** Reads payloads as JSON. */
public final class JacksonPayloadConverter implements PayloadConverter {

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
}
