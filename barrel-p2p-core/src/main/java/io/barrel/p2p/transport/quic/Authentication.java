package io.barrel.p2p.transport.quic;

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
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import io.netty.incubator.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the handshake machine over a connection: each side writes its half to a unidirectional stream of its own. Ends in
 * a link or in a closed connection, and is reported once.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows in the events of its channel
final class Authentication {

    /** How long a refused peer has to read why; it closes the connection as soon as it has. */
    private static final long FAIL_LINGER_MILLIS = 250;

    private static final Logger log = LoggerFactory.getLogger(Authentication.class);

    private final QuicConnection connection;
    private final Connections connections;
    private final @Nullable Dial dial;
    private final long startNanos;
    private final Handshake machine;

    private final Queue<HandshakeInput> inputs = new ArrayDeque<>();
    private boolean feeding;
    private boolean over;
    private boolean peerStreamTaken;
    private @Nullable Future<QuicStreamChannel> ownStream;
    private @Nullable QuicStreamChannel controlStream;
    private @Nullable ChannelHandler controlReader;

    Authentication(QuicConnection connection, @Nullable Dial dial, long startNanos) {
        this.connection = connection;
        this.connections = connection.connections();
        this.dial = dial;
        this.startNanos = startNanos;
        var engine = connection.channel().sslEngine();
        machine = authenticator()
                .create(
                        new HandshakeParameters(
                                dial == null ? HandshakeParameters.Role.SERVER : HandshakeParameters.Role.CLIENT,
                                dial == null ? null : dial.request().expected(),
                                dial == null ? 0 : dial.request().replaces(),
                                Tls.localCertificate(engine),
                                Tls.peerCertificate(engine)),
                        this::perform);
    }

    private Authenticator authenticator() {
        return connections.authenticator();
    }

    void start() {
        attempt(() -> machine.start(System.currentTimeMillis()));
    }

    void budgetExpired() {
        feed(new HandshakeInput.BudgetExpired());
        fail(AuthFailure.HANDSHAKE_TIMEOUT, null, false, "the handshake did not end within its budget");
    }

    /** A stream of the peer told its tag; returns who reads on. */
    @Nullable
    ChannelHandler streamOpened(QuicStreamChannel stream, String tag) {
        boolean unidirectional = stream.type() == QuicStreamType.UNIDIRECTIONAL;
        if (tag.equals(QuicConnection.AUTH_TAG) && unidirectional && !peerStreamTaken) {
            peerStreamTaken = true;
            return new PeerHalf();
        }
        if (tag.equals(QuicConnection.CONTROL_TAG) && !unidirectional && dial == null && !over) {
            controlStream = stream;
            feed(new HandshakeInput.ControlStreamOpened());
        }
        if (controlReader == null) {
            connections.preambleDropped();
            fail(AuthFailure.MALFORMED_MESSAGE, null, false, "the peer opened a stream before it was authenticated");
        }
        return controlReader;
    }

    /** One input at a time, in order: an answer may come while its question is being asked. */
    private void feed(HandshakeInput input) {
        inputs.add(input);
        if (feeding) {
            return;
        }
        feeding = true;
        try {
            HandshakeInput next = inputs.poll();
            while (next != null && !over) {
                HandshakeInput current = next;
                attempt(() -> machine.handle(current, System.currentTimeMillis()));
                next = inputs.poll();
            }
        } finally {
            feeding = false;
        }
    }

    /** A fault of our own must not leave the peer waiting. */
    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("address", connection.remoteAddress())
                    .setCause(e)
                    .log("The authentication handshake failed here");
            fail(AuthFailure.INTERNAL_ERROR, null, false, "the handshake failed on this node");
        }
    }

    private void perform(HandshakeOutput output) {
        if (over || connection.hasEnded()) {
            return;
        }
        if (output instanceof HandshakeOutput.Send send) {
            send(send.bytes());
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

    /** The stream is never ended: an end could overtake the peer's view of what came before. */
    private void send(ByteBuffer bytes) {
        ByteBuf message = Unpooled.wrappedBuffer(bytes);
        if (ownStream == null) {
            ownStream = connection.channel().createStream(QuicStreamType.UNIDIRECTIONAL, new OwnHalf());
            ownStream.addListener((Future<QuicStreamChannel> opened) -> {
                if (opened.isSuccess()) {
                    opened.getNow().writeAndFlush(StreamPreamble.of(opened.getNow(), QuicConnection.AUTH_TAG));
                } else {
                    connection.lost("the authentication stream could not be opened: " + opened.cause());
                }
            });
        }
        ownStream.addListener((Future<QuicStreamChannel> opened) -> {
            if (opened.isSuccess()) {
                opened.getNow().writeAndFlush(message);
            } else {
                message.release();
            }
        });
    }

    private void established(AuthenticatedPeer peer) {
        over = true;
        report(peer.node(), null, false, peer, "");
        QuicLink link = new QuicLink(connection, peer);
        connection.linked(link);
        if (controlStream != null) {
            controlReader = link.attach(controlStream);
            link.announce(dial);
            return;
        }
        connection
                .channel()
                .createStream(QuicStreamType.BIDIRECTIONAL, link.reader())
                .addListener((Future<QuicStreamChannel> opened) -> {
                    if (opened.isSuccess()) {
                        QuicStreamChannel stream = opened.getNow();
                        stream.config().setAllowHalfClosure(false);
                        stream.writeAndFlush(StreamPreamble.of(stream, QuicConnection.CONTROL_TAG));
                        link.attach(stream);
                    } else {
                        connection.lost("the control stream could not be opened: " + opened.cause());
                    }
                    link.announce(dial);
                });
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
        if (byPeer) {
            connection.close(CloseReason.AUTHENTICATION, detail);
        } else {
            connections
                    .eventLoop()
                    .schedule(
                            () -> connection.close(CloseReason.AUTHENTICATION, detail),
                            FAIL_LINGER_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    /** The connection ended under the handshake. A lost race, a full house or a stop is no failed authentication. */
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
                    connections.isClosing() ? DialFailure.Kind.REFUSED : DialFailure.Kind.UNREACHABLE, null, detail));
        }
    }

    private void report(
            @Nullable NodeId node,
            @Nullable AuthFailure failure,
            boolean byPeer,
            @Nullable AuthenticatedPeer peer,
            String detail) {
        HandshakeReport report = new HandshakeReport(
                dial == null,
                node,
                connection.remoteAddress(),
                failure,
                byPeer,
                peer == null ? null : peer.assurance(),
                System.nanoTime() - startNanos,
                detail);
        connections.handshakeLog().ended(report);
        authenticator().ended(report);
    }

    /** Reads what the peer says. */
    private final class PeerHalf extends SimpleChannelInboundHandler<ByteBuf> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
            // Within a call of the machine the bytes must wait, and this buffer does not.
            ByteBuffer bytes = feeding ? ByteBuffer.allocate(message.readableBytes()) : message.nioBuffer();
            if (feeding) {
                message.readBytes(bytes);
                bytes.flip();
            }
            feed(new HandshakeInput.Received(bytes));
        }

        /** The peer ended the stream. */
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ChannelInputShutdownReadComplete.INSTANCE) {
                ctx.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (connection.channel().isActive()) {
                feed(new HandshakeInput.StreamEnded());
            }
        }

        /** The peer reset the stream. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            feed(new HandshakeInput.StreamEnded());
        }
    }

    /** Our half carries nothing back. */
    private static final class OwnHalf extends SimpleChannelInboundHandler<ByteBuf> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {}
    }
}
