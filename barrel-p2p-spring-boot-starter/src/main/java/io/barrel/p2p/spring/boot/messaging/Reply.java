package io.barrel.p2p.spring.boot.messaging;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Makes the reply of what a handler returns, or of what the stage that it returns completes with. */
@FunctionalInterface
interface Reply {

    /** The payload that stands for a value. Throws if there is none. */
    ByteBuffer of(@Nullable Object value) throws IOException;
}
