package io.barrel.p2p.messaging;

import io.barrel.p2p.wire.NodeId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one node says to one address of another, and what is answered: in order, and each message once, over any number of links. */
final class Conversation {

    final Correspondent with;
    final NodeId peer;
    final String address;
    final boolean caller;
    final int lane;
    final Outgoing out = new Outgoing();

    /** Requests that were sent, by their numbers. */
    final Map<Long, Call> asked = new LinkedHashMap<>();

    /** Requests of the other side that are not answered, by their numbers. */
    final Map<Long, Delivery> open = new HashMap<>();

    /** Messages of the other side that no handler has yet. */
    final Deque<Delivery> held = new ArrayDeque<>();

    /** How many handlers have before them. */
    int ahead;

    Incoming in = new Incoming();
    int epoch;
    long lastUsed;

    Conversation(Correspondent with, String address, boolean caller, int lane, int epoch) {
        this.with = with;
        this.peer = with.node;
        this.address = address;
        this.caller = caller;
        this.lane = lane;
        this.epoch = epoch;
    }

    /** Whether nothing is under way. */
    boolean isIdle() {
        return out.isIdle() && asked.isEmpty() && open.isEmpty() && in.isIdle();
    }

    /** Whether it needs a link: there is something to say, or an answer to be heard. */
    boolean needsLink() {
        return out.isUnheard() || !asked.isEmpty();
    }
}
