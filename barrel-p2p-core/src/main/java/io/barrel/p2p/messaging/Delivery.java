package io.barrel.p2p.messaging;

/** A message of another node for a handler of this one. Compared by identity. */
public final class Delivery {

    private final Conversation conversation;
    private final long number;
    private final Message message;
    private final int bytes;
    private boolean taken;
    private volatile boolean cancelled;

    Delivery(Conversation conversation, long number, Message message) {
        this.conversation = conversation;
        this.number = number;
        this.message = message;
        this.bytes = Outgoing.OVERHEAD + message.payload().remaining();
    }

    /** What the handler gets. */
    public Message message() {
        return message;
    }

    /** The conversation it belongs to; messages of one are handled one after the other. Compared by identity. */
    public Object conversation() {
        return conversation;
    }

    /** Whether nobody waits for the reply any more. Any thread. */
    public boolean isCancelled() {
        return cancelled;
    }

    void cancel() {
        cancelled = true;
    }

    Conversation in() {
        return conversation;
    }

    long number() {
        return number;
    }

    int bytes() {
        return bytes;
    }

    boolean isTaken() {
        return taken;
    }

    void take() {
        taken = true;
    }
}
