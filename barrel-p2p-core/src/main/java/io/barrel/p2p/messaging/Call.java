package io.barrel.p2p.messaging;

import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message of this node on its way to another, with or without a reply. Compared by identity; confined to the exchange it is submitted to. */
public class Call {

    private final NodeId to;
    private final String address;
    private @Nullable ByteBuffer payload;
    private final Map<String, String> context;
    private final boolean wantsReply;
    private final long timeoutMillis;
    private boolean done;

    /** Where it is, once it is under way; its number is 0 until it was sent. */
    @Nullable
    Conversation conversation;

    long number;

    /** Its place among the {@link Deadlines}. */
    long deadline;

    @Nullable
    Call before;

    @Nullable
    Call after;

    /**
     * A message.
     *
     * @param payload not changed any more
     * @param timeoutMillis how long it may take until it has arrived, or its reply has
     */
    public Call(
            NodeId to,
            String address,
            ByteBuffer payload,
            Map<String, String> context,
            boolean wantsReply,
            long timeoutMillis) {
        this.to = to;
        this.address = address;
        this.payload = payload;
        this.context = context;
        this.wantsReply = wantsReply;
        this.timeoutMillis = timeoutMillis;
    }

    /** Whom it is for. */
    public NodeId to() {
        return to;
    }

    /** Which address of it. */
    public String address() {
        return address;
    }

    /** Hands the payload over, lest it be kept for as long as the call. */
    ByteBuffer takePayload() {
        ByteBuffer taken = payload;
        payload = null;
        return taken == null ? MessageFrame.NO_PAYLOAD : taken;
    }

    Map<String, String> context() {
        return context;
    }

    /** Whether a reply is waited for. */
    public boolean wantsReply() {
        return wantsReply;
    }

    /** How long it may take, in milliseconds. */
    public long timeoutMillis() {
        return timeoutMillis;
    }

    boolean isDone() {
        return done;
    }

    /** Ends it; false if it has ended. */
    boolean end() {
        boolean first = !done;
        done = true;
        return first;
    }

    @Override
    public String toString() {
        return (wantsReply ? "request to " : "message to ") + address + " of " + to;
    }
}
