package io.barrel.p2p.messaging;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one node tells another in a conversation (docs/protocol.md, Messages).
 *
 * @param kind what it is
 * @param caller whether its sender calls; else it answers
 * @param address whom the caller calls
 * @param epoch raised by the caller when it begins anew
 * @param number place among what its sender says, from 1; 0 if it has none
 * @param request number of the request that is answered or given up
 * @param received all of the other side's messages up to this number have come
 * @param consumed all of them up to this number are done with
 * @param timeout how long the caller waits for a reply, in milliseconds
 * @param failure why there is no reply
 * @param detail the same in words
 * @param context what the handler is told beside the payload
 * @param payload of a message, a request or a reply
 */
public record MessageFrame(
        Kind kind,
        boolean caller,
        String address,
        int epoch,
        long number,
        long request,
        long received,
        long consumed,
        int timeout,
        @Nullable MessagingFailure failure,
        String detail,
        Map<String, String> context,
        ByteBuffer payload) {

    static final ByteBuffer NO_PAYLOAD = ByteBuffer.allocate(0).asReadOnlyBuffer();

    /** Kinds of frames. */
    public enum Kind {
        /** Nothing but what was received and consumed. */
        ACK,
        /** A message that wants no reply. */
        CAST,
        /** A message that wants one. */
        REQUEST,
        /** The reply. */
        REPLY,
        /** There is no reply. */
        FAILURE,
        /** The caller does not wait any more. */
        CANCEL,
        /** The answering side knows nothing of the conversation, or does not want it. */
        REFUSED;

        /** Whether frames of this kind have a number. */
        boolean isNumbered() {
            return this == CAST || this == REQUEST || this == REPLY || this == FAILURE;
        }

        /** Whether the calling side says it, and not the answering one. */
        boolean isOfCaller() {
            return this == CAST || this == REQUEST || this == CANCEL;
        }
    }
}
