package io.barrel.p2p.security;

import io.barrel.p2p.wire.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two ends of one connection and a scheduler in the test's hands. */
final class HandshakePair {

    final HandshakeEnd client;
    final HandshakeEnd server;
    private boolean controlStreamOpened;

    HandshakePair(HandshakeEnd client, HandshakeEnd server) {
        this.client = client;
        this.server = server;
    }

    static HandshakePair of(TestNode client, TestNode server) {
        return of(client, server, server.id);
    }

    static HandshakePair of(TestNode client, TestNode server, @Nullable NodeId expected) {
        return new HandshakePair(
                HandshakeEnd.client(client, expected, server.certificate),
                HandshakeEnd.server(server, client.certificate));
    }

    HandshakePair start() {
        client.start();
        server.start();
        return this;
    }

    /** Starts both ends and delivers everything at once until nothing is left. */
    HandshakePair run() {
        start();
        drain(Integer.MAX_VALUE);
        return this;
    }

    /** Delivers pieces of at most that size, in turns, until nothing is left. */
    void drain(int piece) {
        boolean busy = true;
        while (busy) {
            busy = deliver(client, piece);
            busy |= deliver(server, piece);
        }
    }

    /** Delivers one piece of what that end wrote, or its control stream; false if there was nothing. */
    boolean deliver(HandshakeEnd from, int piece) {
        HandshakeEnd to = from == client ? server : client;
        if (from.hasMore()) {
            to.receive(from.take(piece));
            return true;
        }
        if (from == client && client.isEstablished() && !controlStreamOpened) {
            controlStreamOpened = true;
            to.handle(new HandshakeInput.ControlStreamOpened());
            return true;
        }
        return false;
    }

    List<HandshakeEnd> ends() {
        return List.of(client, server);
    }
}
