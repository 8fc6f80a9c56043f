package io.barrel.p2p.spring.boot.method;

import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Makes objects of the payloads of broadcasts and messages. Called by many threads at a time. */
@FunctionalInterface
public interface PayloadConverter {

    /**
     * The object that a payload stands for. The payload is anybody's: the type must not follow from it.
     *
     * @param payload read-only, from position to limit, the callee's own
     * @param type what the method's parameter declares
     * @return an instance of that type; null is a failure
     * @throws IOException if the payload cannot be read as that type; so does any {@link RuntimeException}
     */
    @Nullable
    Object convert(ByteBuffer payload, Type type) throws IOException;
}
