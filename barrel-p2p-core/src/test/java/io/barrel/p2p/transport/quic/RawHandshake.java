package io.barrel.p2p.transport.quic;

import io.barrel.p2p.security.Handshake;
import io.barrel.p2p.security.HandshakeInput;
import io.barrel.p2p.security.HandshakeOutput;
import io.barrel.p2p.security.HandshakeParameters;
import io.barrel.p2p.wire.AuthFailure;
import io.netty.incubator.codec.quic.QuicChannel;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import io.netty.incubator.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Promise;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The genuine handshake machine as a client over a raw connection, its sayings recorded, with whatever clock. */
final class RawHandshake {

    /** What it said, one element for each time it spoke. */
    final List<byte[]> said = new CopyOnWriteArrayList<>();

    private final RawConnection connection;
    private final LongSupplier clock;
    private final int speaks;
    private final Consumer<byte[]> mouth;
    private volatile @Nullable Handshake machine;
    private volatile @Nullable AuthFailure failure;
    private volatile @Nullable Promise<QuicStreamChannel> control;

    /**
     * Starts when the connection is up.
     *
     * @param speaks how many times it speaks before it falls silent, the opening of the control stream included
     */
    RawHandshake(RawConnection connection, Handshake.Factory handshakes, LongSupplier clock, int speaks) {
        this(connection, handshakes, clock, speaks, connection::say);
    }

    /** Starts when the connection is up, and leaves it to {@code mouth} how what it says gets to the other end. */
    RawHandshake(
            RawConnection connection,
            Handshake.Factory handshakes,
            LongSupplier clock,
            int speaks,
            Consumer<byte[]> mouth) {
        this.connection = connection;
        this.clock = clock;
        this.speaks = speaks;
        this.mouth = mouth;
        connection.whenUp(channel -> start(channel, handshakes));
    }

    private void start(QuicChannel channel, Handshake.Factory handshakes) {
        Handshake started = handshakes.create(
                new HandshakeParameters(
                        HandshakeParameters.Role.CLIENT,
                        null,
                        0,
                        Tls.localCertificate(channel.sslEngine()),
                        Tls.peerCertificate(channel.sslEngine())),
                output -> perform(channel, output));
        machine = started;
        started.start(clock.getAsLong());
        connection.onReceived(bytes -> feed(new HandshakeInput.Received(ByteBuffer.wrap(bytes))));
    }

    private void feed(HandshakeInput input) {
        Handshake started = machine;
        if (started != null) {
            started.handle(input, clock.getAsLong());
        }
    }

    private void perform(QuicChannel channel, HandshakeOutput output) {
        if (output instanceof HandshakeOutput.Send send) {
            byte[] bytes = new byte[send.bytes().remaining()];
            send.bytes().get(bytes);
            if (said.size() < speaks) {
                said.add(bytes);
                mouth.accept(bytes);
            }
        } else if (output instanceof HandshakeOutput.Admit) {
            channel.eventLoop().execute(() -> feed(new HandshakeInput.Admission(null)));
        } else if (output instanceof HandshakeOutput.StorePin) {
            channel.eventLoop().execute(() -> feed(new HandshakeInput.PinStored(null)));
        } else if (output instanceof HandshakeOutput.Failed failed) {
            failure = failed.reason();
        } else if (output instanceof HandshakeOutput.Established && said.size() < speaks) {
            control = connection.open(QuicStreamType.BIDIRECTIONAL, QuicConnection.CONTROL_TAG);
        }
    }

    /** Why it failed; null if it has not. */
    @Nullable
    AuthFailure failure() {
        return failure;
    }

    boolean isEstablished() {
        return control != null;
    }

    /** The control stream of an established connection. */
    Promise<QuicStreamChannel> control() {
        Promise<QuicStreamChannel> stream = control;
        if (stream == null) {
            throw new IllegalStateException("not established");
        }
        return stream;
    }
}
