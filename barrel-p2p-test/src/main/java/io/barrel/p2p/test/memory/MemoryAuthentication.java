package io.barrel.p2p.test.memory;

import io.barrel.p2p.security.AuthenticatedPeer;
import io.barrel.p2p.security.Authenticator;
import io.barrel.p2p.security.Handshake;
import io.barrel.p2p.security.HandshakeInput;
import io.barrel.p2p.security.HandshakeOutput;
import io.barrel.p2p.security.HandshakeParameters;
import io.barrel.p2p.security.HandshakeReport;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drives the node's real handshake machine over a connection. Ends in a link or in a closed connection. */
final class MemoryAuthentication {

    /** How long a refused peer has to read why. */
    private static final long FAIL_LINGER_MILLIS = 250;

    private static final Logger log = LoggerFactory.getLogger(MemoryAuthentication.class);

    private final MemoryConnection connection;
    private final MemoryTransport transport;
    private final @Nullable MemoryDial dial;
    private final long startMillis;
    private final Handshake machine;
    private final Queue<HandshakeInput> inputs = new ArrayDeque<>();
    private boolean feeding;
    private boolean over;

    MemoryAuthentication(MemoryConnection connection) {
        this.connection = connection;
        this.transport = connection.transport();
        this.dial = connection.dial();
        this.startMillis = connection.loop().now();
        this.machine = authenticator()
                .create(
                        new HandshakeParameters(
                                dial == null ? HandshakeParameters.Role.SERVER : HandshakeParameters.Role.CLIENT,
                                dial == null ? null : dial.request().expected(),
                                dial == null ? 0 : dial.request().replaces(),
                                connection.certificate(),
                                connection.other().certificate()),
                        this::perform);
    }

    private Authenticator authenticator() {
        return transport.authenticator();
    }

    void start() {
        attempt(() -> machine.start(transport.clock().millis()));
    }

    void budgetExpired() {
        feed(new HandshakeInput.BudgetExpired());
        fail(AuthFailure.HANDSHAKE_TIMEOUT, null, false, "the handshake did not end within its budget");
    }

    void received(Message message) {
        if (message instanceof Message.Authentication authentication) {
            feed(new HandshakeInput.Received(authentication.bytes().duplicate()));
        } else if (message instanceof Message.ControlStream && dial == null) {
            feed(new HandshakeInput.ControlStreamOpened());
        } else {
            fail(AuthFailure.MALFORMED_MESSAGE, null, false, "the peer spoke before it was authenticated");
        }
    }

    /** One input at a time, in order: an answer may come while its question is being asked. */
    private void feed(HandshakeInput input) {
        inputs.add(input);
        if (feeding) {
            return;
        }
        feeding = true;
        try {
            for (HandshakeInput next = inputs.poll(); next != null && !over; next = inputs.poll()) {
                HandshakeInput current = next;
                attempt(() -> machine.handle(current, transport.clock().millis()));
            }
        } finally {
            feeding = false;
        }
    }

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("The authentication handshake failed here");
            fail(AuthFailure.INTERNAL_ERROR, null, false, "the handshake failed on this node");
        }
    }

    private void perform(HandshakeOutput output) {
        if (over || connection.hasEnded()) {
            return;
        }
        if (output instanceof HandshakeOutput.Send send) {
            connection.send(new Message.Authentication(MemoryTransport.copy(send.bytes())));
        } else if (output instanceof HandshakeOutput.Admit admit) {
            authenticator().admit(admit.peer(), dial == null, refusal -> feed(new HandshakeInput.Admission(refusal)));
        } else if (output instanceof HandshakeOutput.StorePin pin) {
            authenticator().storePin(pin.change(), refusal -> feed(new HandshakeInput.PinStored(refusal)));
        } else if (output instanceof HandshakeOutput.Established established) {
            established(established.peer());
        } else if (output instanceof HandshakeOutput.Failed failed) {
            fail(failed.reason(), failed.node(), failed.byPeer(), failed.detail());
        }
    }

    private void established(AuthenticatedPeer peer) {
        over = true;
        report(peer.node(), null, false, peer, "");
        MemoryLink link = new MemoryLink(connection, peer);
        connection.linked(link);
        if (dial != null) {
            connection.send(new Message.ControlStream());
        }
        link.announce(dial);
    }

    private void fail(AuthFailure reason, @Nullable NodeId node, boolean byPeer, String detail) {
        if (over) {
            return;
        }
        over = true;
        report(node, reason, byPeer, null, detail);
        if (dial != null) {
            dial.failed(new DialFailure(DialFailure.Kind.AUTHENTICATION, reason, detail));
        }
        connection
                .loop()
                .schedule(() -> connection.close(CloseReason.AUTHENTICATION, detail), byPeer ? 0 : FAIL_LINGER_MILLIS);
    }

    /** The connection ended under the handshake. A full house or a stop is no failed authentication. */
    void connectionEnded(LinkEnd end, String detail) {
        if (over) {
            return;
        }
        over = true;
        boolean counts = end.by() == LinkEnd.By.LOST
                || end.reason() == CloseReason.AUTHENTICATION
                || end.reason() == CloseReason.PROTOCOL_ERROR;
        if (counts) {
            report(null, AuthFailure.INTERNAL_ERROR, end.by() == LinkEnd.By.PEER, null, detail);
        }
        if (dial != null) {
            dial.failed(new DialFailure(
                    transport.isClosing() ? DialFailure.Kind.REFUSED : DialFailure.Kind.UNREACHABLE, null, detail));
        }
    }

    private void report(
            @Nullable NodeId node,
            @Nullable AuthFailure failure,
            boolean byPeer,
            @Nullable AuthenticatedPeer peer,
            String detail) {
        log.atDebug()
                .addKeyValue("peer", node)
                .addKeyValue("reason", failure)
                .log("Authentication {}: {}", failure == null ? "succeeded" : "failed", detail);
        authenticator()
                .ended(new HandshakeReport(
                        dial == null,
                        node,
                        connection.remoteAddress(),
                        failure,
                        byPeer,
                        peer == null ? null : peer.assurance(),
                        TimeUnit.MILLISECONDS.toNanos(connection.loop().now() - startMillis),
                        detail));
    }
}
