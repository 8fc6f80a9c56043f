package io.barrel.p2p.spring.boot.method;

import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Makes payloads of what handlers of messages return. Called by many threads at a time. */
@FunctionalInterface
public interface PayloadWriter {

    /**
     * The payload that stands for an object.
     *
     * @param type what the handler declares to return
     * @return from position to limit, not changed any more
     * @throws IOException if there is none; so does any {@link RuntimeException}
     */
    ByteBuffer write(@Nullable Object value, Type type) throws IOException;
}
