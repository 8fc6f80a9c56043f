package io.barrel.p2p.test.quic;

import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.transport.TransportListener;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A dead node hears nothing. */
final class GatedListener implements TransportListener {

    private final TransportListener node;
    private final Gate gate;

    GatedListener(TransportListener node, Gate gate) {
        this.node = node;
        this.gate = gate;
    }

    @Override
    public void linkUp(Link link, @Nullable DialRequest dial) {
        if (!gate.isDead()) {
            node.linkUp(link, dial);
        }
    }

    @Override
    public void dialFailed(DialRequest dial, DialFailure failure) {
        if (!gate.isDead()) {
            node.dialFailed(dial, failure);
        }
    }

    @Override
    public void frame(Link link, Frame frame) {
        if (!gate.isDead()) {
            node.frame(link, frame);
        }
    }

    @Override
    public void drained(Link link, int lane) {
        if (!gate.isDead()) {
            node.drained(link, lane);
        }
    }

    @Override
    public void relay(Route route, ByteBuffer packet) {
        if (!gate.isDead()) {
            node.relay(route, packet);
        }
    }

    @Override
    public void linkDown(Link link, LinkEnd end) {
        if (!gate.isDead()) {
            node.linkDown(link, end);
        }
    }
}
