package io.barrel.p2p.test.quic;

import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.transport.Transport;
import io.barrel.p2p.transport.TransportStatistics;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A transport that waits for nobody when it is closed for a dead node. */
final class GatedTransport implements Transport {

    private final Transport real;
    private final Gate gate;
    private final Loop loop;

    GatedTransport(Transport real, Gate gate) {
        this.real = real;
        this.gate = gate;
        this.loop = new GatedLoop(real.loop(), gate);
    }

    @Override
    public PeerAddress boundAddress() {
        return real.boundAddress();
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void dial(DialRequest request) {
        real.dial(request);
    }

    @Override
    public void receive(Route route, ByteBuffer packet) {
        real.receive(route, packet);
    }

    @Override
    public void certificate(PrivateKey key, X509Certificate certificate) {
        real.certificate(key, certificate);
    }

    @Override
    public TransportStatistics statistics() {
        return real.statistics();
    }

    @Override
    public void close(CloseReason reason, long graceMillis) {
        real.close(reason, gate.isDead() ? 0 : graceMillis);
    }
}
