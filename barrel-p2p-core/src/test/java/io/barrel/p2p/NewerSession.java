package io.barrel.p2p;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.barrel.p2p.security.AuthenticatedPeer;
import io.barrel.p2p.security.Authenticator;
import io.barrel.p2p.security.Handshake;
import io.barrel.p2p.security.HandshakeOutput;
import io.barrel.p2p.security.HandshakeParameters;
import io.barrel.p2p.security.HandshakeReport;
import io.barrel.p2p.security.PinChange;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.proto.SessionProto;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An authenticator of a later version: its node says in SESSION that it speaks other versions of the protocol, has an ability that
 * nobody knows of, and more in fields that are not there yet.
 */
record NewerSession(Authenticator node, int protocolMin, int protocolMax) implements Authenticator {

    private static final byte SESSION = 0x09;

    /** What comes behind every message that a later version sends: a field that this one does not know. */
    static final UnknownFieldSet FIELD_OF_LATER = UnknownFieldSet.newBuilder()
            .addField(
                    1_000,
                    UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("later"))
                            .build())
            .build();

    @Override
    public Handshake create(HandshakeParameters connection, Consumer<HandshakeOutput> outputs) {
        return node.create(connection, output -> outputs.accept(later(output)));
    }

    private HandshakeOutput later(HandshakeOutput output) {
        return output instanceof HandshakeOutput.Send send ? new HandshakeOutput.Send(later(send.bytes())) : output;
    }

    /** The same messages, each two bytes of length and a body that begins with its type. */
    private ByteBuffer later(ByteBuffer messages) {
        ByteBuffer out = ByteBuffer.allocate(messages.remaining() + 256);
        while (messages.hasRemaining()) {
            byte[] body = new byte[Short.toUnsignedInt(messages.getShort())];
            messages.get(body);
            byte[] said = body[0] == SESSION ? later(body) : body;
            out.putShort((short) said.length).put(said);
        }
        return out.flip();
    }

    private byte[] later(byte[] session) {
        try {
            byte[] said =
                    SessionProto.Session.parseFrom(ByteString.copyFrom(session, 1, session.length - 1)).toBuilder()
                            .setProtocolMin(protocolMin)
                            .setProtocolMax(protocolMax)
                            .addCapabilities("ability-of-later")
                            .mergeUnknownFields(FIELD_OF_LATER)
                            .build()
                            .toByteArray();
            return ByteBuffer.allocate(said.length + 1).put(SESSION).put(said).array();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("SESSION has another form than this test knows", e);
        }
    }

    @Override
    public void admit(AuthenticatedPeer peer, boolean incoming, Consumer<@Nullable AuthFailure> answer) {
        node.admit(peer, incoming, answer);
    }

    @Override
    public void storePin(PinChange change, Consumer<@Nullable AuthFailure> answer) {
        node.storePin(change, answer);
    }

    @Override
    public void ended(HandshakeReport report) {
        node.ended(report);
    }
}
