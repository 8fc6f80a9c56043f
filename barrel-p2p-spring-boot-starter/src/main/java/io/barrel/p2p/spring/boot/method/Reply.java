package io.barrel.p2p.spring.boot.method;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Makes the reply of what a method returns, or of what the stage that it returns completes with. */
@FunctionalInterface
public interface Reply {

    /** The payload that stands for a value. Throws if there is none. */
    ByteBuffer of(@Nullable Object value) throws IOException;
}
