package io.barrel.p2p.transport.quic;

import io.barrel.p2p.transport.CloseReason;

/** What two nodes say about the link itself, on its control stream. */
sealed interface LinkMessage {

    /** The last frame of its sender on this link; answered by {@link GoodbyeAck}, then the connection closes. */
    record Goodbye(CloseReason reason) implements LinkMessage {}

    /** The last frame of the other side: everything sent before the goodbye has arrived. */
    record GoodbyeAck() implements LinkMessage {}

    /** Answered by {@link Confirmed} of the same number once every frame that came before has been handled. */
    record Confirm(long number) implements LinkMessage {}

    /** The answer to {@link Confirm}. */
    record Confirmed(long number) implements LinkMessage {}
}
