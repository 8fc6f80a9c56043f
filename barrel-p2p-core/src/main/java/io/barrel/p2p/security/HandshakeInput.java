package io.barrel.p2p.security;

import io.barrel.p2p.wire.AuthFailure;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What happens to a handshake. */
public sealed interface HandshakeInput {

    /**
     * Bytes of the peer's authentication stream, after its tag, in order, cut anywhere.
     *
     * @param bytes position to limit; consumed before the call returns
     */
    record Received(ByteBuffer bytes) implements HandshakeInput {}

    /** The peer's authentication stream ended. */
    record StreamEnded() implements HandshakeInput {}

    /** The peer opened the control stream; only the client may, and only after the server's SESSION. */
    record ControlStreamOpened() implements HandshakeInput {}

    /**
     * The answer to {@link HandshakeOutput.Admit}.
     *
     * @param refusal why the peer is refused; null if it is admitted
     */
    record Admission(@Nullable AuthFailure refusal) implements HandshakeInput {}

    /**
     * The answer to {@link HandshakeOutput.StorePin}.
     *
     * @param refusal why no pin was stored; null if it is durable
     */
    record PinStored(@Nullable AuthFailure refusal) implements HandshakeInput {}

    /** The handshake's budget is used up. */
    record BudgetExpired() implements HandshakeInput {}
}
