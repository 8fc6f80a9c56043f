package io.barrel.p2p.transport.quic;

import io.barrel.p2p.security.AuthenticatedPeer;
import io.barrel.p2p.security.Authenticator;
import io.barrel.p2p.security.Handshake;
import io.barrel.p2p.security.HandshakeInput;
import io.barrel.p2p.security.HandshakeOutput;
import io.barrel.p2p.security.HandshakeParameters;
import io.barrel.p2p.security.HandshakeReport;
import io.barrel.p2p.security.PinChange;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Session;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the node's authenticator with a handshake that has the shape of the real one: the client says its name
 * once both certificates are known; the server answers with its own after admitting and pinning; the client admits and
 * pins too, and opens the control stream.
 */
class ScriptedAuthenticator implements Authenticator {

    final NodeId self;
    final Queue<HandshakeReport> reports = new ConcurrentLinkedQueue<>();
    final Queue<HandshakeParameters> parameters = new ConcurrentLinkedQueue<>();

    /** Why every peer is refused; null to admit. */
    volatile @Nullable AuthFailure refusal;

    /** Whether handshakes say nothing at all. */
    volatile boolean silent;

    /** Whether a client claims to be done before it has begun. */
    volatile boolean hasty;

    ScriptedAuthenticator(NodeId self) {
        this.self = self;
    }

    @Override
    public Handshake create(HandshakeParameters connection, Consumer<HandshakeOutput> outputs) {
        parameters.add(connection);
        return new Script(connection, outputs);
    }

    @Override
    public void admit(AuthenticatedPeer peer, boolean incoming, Consumer<@Nullable AuthFailure> answer) {
        answer.accept(refusal);
    }

    @Override
    public void storePin(PinChange change, Consumer<@Nullable AuthFailure> answer) {
        answer.accept(null);
    }

    @Override
    public void ended(HandshakeReport report) {
        reports.add(report);
    }

    /** {@code len:2 'H' linkId:8 name} each way, or {@code len:2 'F' word}. */
    private final class Script implements Handshake {

        private final boolean client;
        private final HandshakeParameters connection;
        private final Consumer<HandshakeOutput> outputs;
        private ByteBuffer received = ByteBuffer.allocate(0);
        private @Nullable AuthenticatedPeer peer;
        private long linkId = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        private boolean over;

        Script(HandshakeParameters connection, Consumer<HandshakeOutput> outputs) {
            this.client = connection.role() == HandshakeParameters.Role.CLIENT;
            this.connection = connection;
            this.outputs = outputs;
        }

        @Override
        public void start(long wallClockMillis) {
            if (silent) {
                return;
            }
            if (connection.localCertificate() == null || connection.peerCertificate() == null) {
                fail(AuthFailure.CHANNEL_BINDING_FAILED, false);
            } else if (client && hasty) {
                peer = peer(self);
                established();
            } else if (client) {
                hello();
            }
        }

        private void hello() {
            byte[] name = self.value().getBytes(StandardCharsets.US_ASCII);
            say(
                    'H',
                    ByteBuffer.allocate(8 + name.length)
                            .putLong(linkId)
                            .put(name)
                            .array());
        }

        private void say(char type, byte[] body) {
            outputs.accept(new HandshakeOutput.Send(ByteBuffer.allocate(3 + body.length)
                    .putShort((short) (1 + body.length))
                    .put((byte) type)
                    .put(body)
                    .flip()));
        }

        private void fail(AuthFailure reason, boolean byPeer) {
            over = true;
            if (!byPeer) {
                say('F', reason.word().getBytes(StandardCharsets.US_ASCII));
            }
            outputs.accept(new HandshakeOutput.Failed(
                    reason, peer == null ? null : peer.node(), byPeer, "scripted " + reason.word()));
        }

        @Override
        public void handle(HandshakeInput input, long wallClockMillis) {
            if (over) {
                return;
            }
            if (input instanceof HandshakeInput.Received message) {
                received(message.bytes());
            } else if (input instanceof HandshakeInput.Admission admission) {
                admitted(admission.refusal());
            } else if (input instanceof HandshakeInput.PinStored) {
                pinned();
            } else if (input instanceof HandshakeInput.ControlStreamOpened) {
                if (!client && peer != null) {
                    established();
                } else {
                    fail(AuthFailure.MALFORMED_MESSAGE, false);
                }
            } else if (input instanceof HandshakeInput.StreamEnded) {
                fail(AuthFailure.MALFORMED_MESSAGE, false);
            } else {
                fail(AuthFailure.HANDSHAKE_TIMEOUT, false);
            }
        }

        private void received(ByteBuffer bytes) {
            ByteBuffer all = ByteBuffer.allocate(received.remaining() + bytes.remaining())
                    .put(received)
                    .put(bytes)
                    .flip();
            received = all;
            if (all.remaining() < 2 || all.remaining() < 2 + all.getShort(all.position())) {
                return;
            }
            byte[] body = new byte[all.getShort() - 1];
            char type = (char) all.get();
            all.get(body);
            if (type == 'F') {
                fail(AuthFailure.ofWord(new String(body, StandardCharsets.US_ASCII)), true);
                return;
            }
            if (!client) {
                linkId = ByteBuffer.wrap(body).getLong();
            }
            NodeId node = NodeId.of(new String(Arrays.copyOfRange(body, 8, body.length), StandardCharsets.US_ASCII));
            peer = peer(node);
            outputs.accept(new HandshakeOutput.Admit(peer));
        }

        private AuthenticatedPeer peer(NodeId node) {
            return new AuthenticatedPeer(
                    node,
                    PublicKey.of(new byte[PublicKey.LENGTH]),
                    new Session(1, 1, List.of(), new PeerAddress("127.0.0.1", 1), 1, 0, 64, "", Map.of()),
                    Assurance.IDENTITY,
                    linkId);
        }

        private void admitted(@Nullable AuthFailure why) {
            if (why != null) {
                fail(why, false);
            } else if (peer != null) {
                outputs.accept(new HandshakeOutput.StorePin(PinChange.firstUse(peer.node(), peer.publicKey())));
            }
        }

        private void pinned() {
            if (client) {
                established();
            } else {
                hello();
            }
        }

        private void established() {
            if (peer != null) {
                over = true;
                outputs.accept(new HandshakeOutput.Established(peer));
            }
        }
    }
}
