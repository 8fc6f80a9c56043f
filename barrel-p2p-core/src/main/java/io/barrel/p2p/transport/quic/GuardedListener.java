package io.barrel.p2p.transport.quic;

import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.transport.TransportListener;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what the node's own code throws away from the codecs, which would take it for an error of the peer. */
final class GuardedListener implements TransportListener {

    private static final Logger log = LoggerFactory.getLogger(GuardedListener.class);

    private final TransportListener listener;

    GuardedListener(TransportListener listener) {
        this.listener = listener;
    }

    @Override
    public void linkUp(Link link, @Nullable DialRequest dial) {
        guard("linkUp", () -> listener.linkUp(link, dial));
    }

    @Override
    public void dialFailed(DialRequest dial, DialFailure failure) {
        guard("dialFailed", () -> listener.dialFailed(dial, failure));
    }

    @Override
    public void frame(Link link, Frame frame) {
        guard("frame", () -> listener.frame(link, frame));
    }

    @Override
    public void drained(Link link, int lane) {
        guard("drained", () -> listener.drained(link, lane));
    }

    @Override
    public void relay(Route route, ByteBuffer packet) {
        guard("relay", () -> listener.relay(route, packet));
    }

    @Override
    public void linkDown(Link link, LinkEnd end) {
        guard("linkDown", () -> listener.linkDown(link, end));
    }

    private static void guard(String call, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.atError().addKeyValue("call", call).setCause(e).log("A listener of the transport failed");
        }
    }
}
