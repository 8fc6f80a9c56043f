package io.barrel.p2p.transport.quic;

import static io.barrel.p2p.transport.quic.Siege.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.security.Handshakes;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.NodeId;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import io.netty.incubator.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Promise;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Somebody with a key and the cookie over a raw connection: linked as any member, and says what he likes. */
final class HostileMember {

    final NodeId name;
    final RawConnection connection;

    private final Siege siege;
    private final RawHandshake handshake;
    private final Map<Integer, Promise<QuicStreamChannel>> lanes = new HashMap<>();

    HostileMember(Siege siege, RawConnection connection, Handshakes handshakes, NodeId name) {
        this.siege = siege;
        this.connection = connection;
        this.name = name;
        handshake = new RawHandshake(connection, handshakes, System::currentTimeMillis, Integer.MAX_VALUE);
        eventually().until(() -> handshake.isEstablished() && siege.isLinked(name));
    }

    /** Says bytes on the control stream, be they frames or not. */
    void say(byte[] bytes) {
        RawConnection.write(handshake.control(), bytes);
    }

    void say(Frame frame) {
        say(bytes(frame));
    }

    /** Says bytes on a data stream. */
    void say(int lane, byte[] bytes) {
        RawConnection.write(
                lanes.computeIfAbsent(
                        lane, number -> connection.open(QuicStreamType.BIDIRECTIONAL, QuicConnection.DATA_TAG)),
                bytes);
    }

    static byte[] bytes(Frame frame) {
        return frame(frame.protocol(), frame.payload());
    }

    static byte[] frame(int protocol, ByteBuffer payload) {
        return ByteBuffer.allocate(FrameReader.HEADER + payload.remaining())
                .putInt(1 + payload.remaining())
                .put((byte) protocol)
                .put(payload.duplicate())
                .array();
    }

    /** The node has ended the link for that reason, and only that one. */
    void awaitCutOff(CloseReason reason) {
        eventually().until(() -> connection.isClosed() && !siege.isLinked(name));
        assertThat(connection.closeCode()).isEqualTo(reason.code());
    }
}
