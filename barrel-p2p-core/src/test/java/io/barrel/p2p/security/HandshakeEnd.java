package io.barrel.p2p.security;

import io.barrel.p2p.security.HandshakeParameters.Role;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One end of a handshake under the control of a test: what it wrote can be taken in any pieces. */
final class HandshakeEnd {

    final TestNode node;
    final List<HandshakeOutput> outputs = new ArrayList<>();
    private final Handshake handshake;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int taken;

    /** Whether Admit and StorePin are answered at once, from within the consumer. */
    boolean answersAtOnce = true;

    @Nullable
    AuthFailure admissionRefusal;

    @Nullable
    AuthFailure pinRefusal;

    HandshakeEnd(TestNode node, HandshakeParameters parameters) {
        this.node = node;
        this.handshake = node.handshakes().create(parameters, this::on);
    }

    static HandshakeEnd client(TestNode node, @Nullable NodeId expected, byte @Nullable [] peerCertificate) {
        return new HandshakeEnd(
                node, new HandshakeParameters(Role.CLIENT, expected, 5, node.certificate, peerCertificate));
    }

    static HandshakeEnd server(TestNode node, byte @Nullable [] peerCertificate) {
        return new HandshakeEnd(node, new HandshakeParameters(Role.SERVER, null, 0, node.certificate, peerCertificate));
    }

    HandshakeEnd start() {
        handshake.start(node.clock);
        return this;
    }

    void handle(HandshakeInput input) {
        handshake.handle(input, node.clock);
    }

    void receive(byte[] bytes) {
        handle(new HandshakeInput.Received(ByteBuffer.wrap(bytes)));
    }

    void receive(AuthMessage... messages) {
        handle(new HandshakeInput.Received(AuthCodec.encode(messages)));
    }

    /** Up to that many bytes this end wrote and nobody took. */
    byte[] take(int most) {
        byte[] all = written.toByteArray();
        int end = (int) Math.min(all.length, (long) taken + most);
        byte[] piece = Arrays.copyOfRange(all, taken, end);
        taken = end;
        return piece;
    }

    boolean hasMore() {
        return taken < written.size();
    }

    byte[] transcript() {
        return written.toByteArray();
    }

    List<AuthMessage> messages() {
        AuthDecoder decoder = new AuthDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(transcript());
        List<AuthMessage> messages = new ArrayList<>();
        for (AuthMessage message = decoder.next(bytes); message != null; message = decoder.next(bytes)) {
            messages.add(message);
        }
        return messages;
    }

    <M extends AuthMessage> M message(Class<M> type) {
        return messages().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    List<String> messageNames() {
        return messages().stream()
                .map(message -> message.getClass().getSimpleName())
                .toList();
    }

    <O extends HandshakeOutput> List<O> outputs(Class<O> type) {
        return outputs.stream().filter(type::isInstance).map(type::cast).toList();
    }

    HandshakeOutput.Failed failed() {
        List<HandshakeOutput.Failed> failures = outputs(HandshakeOutput.Failed.class);
        if (failures.size() != 1) {
            throw new AssertionError("expected one failure, found " + outputs);
        }
        return failures.get(0);
    }

    AuthenticatedPeer established() {
        List<HandshakeOutput.Established> established = outputs(HandshakeOutput.Established.class);
        if (established.size() != 1) {
            throw new AssertionError("expected to be established, found " + outputs);
        }
        return established.get(0).peer();
    }

    boolean isEstablished() {
        return !outputs(HandshakeOutput.Established.class).isEmpty();
    }

    boolean isOver() {
        return isEstablished() || !outputs(HandshakeOutput.Failed.class).isEmpty();
    }

    /** The word of the FAIL it sent last. */
    String failWord() {
        List<AuthMessage> messages = messages();
        return ((AuthMessage.Fail) messages.get(messages.size() - 1)).reason();
    }

    private void on(HandshakeOutput output) {
        if (isOver()) {
            throw new AssertionError(output + " after the end");
        }
        outputs.add(output);
        if (output instanceof HandshakeOutput.Send send) {
            byte[] bytes = new byte[send.bytes().remaining()];
            send.bytes().get(bytes);
            written.writeBytes(bytes);
        } else if (answersAtOnce && output instanceof HandshakeOutput.Admit) {
            answerAdmission();
        } else if (answersAtOnce && output instanceof HandshakeOutput.StorePin) {
            answerPin();
        }
    }

    void answerAdmission() {
        handle(new HandshakeInput.Admission(admissionRefusal));
    }

    void answerPin() {
        if (pinRefusal == null) {
            HandshakeOutput.StorePin pin =
                    outputs(HandshakeOutput.StorePin.class).get(0);
            node.trust.apply(pin.change());
        }
        handle(new HandshakeInput.PinStored(pinRefusal));
    }
}
