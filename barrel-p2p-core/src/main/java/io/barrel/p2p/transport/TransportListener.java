package io.barrel.p2p.transport;

import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Hears of links. Called on the loop; must not block. */
public interface TransportListener {

    /**
     * A link is up: both SESSIONs were exchanged, the pin (if any) is durable, frames may be sent.
     *
     * @param dial the request it came of; null when the peer dialled
     */
    void linkUp(Link link, @Nullable DialRequest dial);

    /** A dial ended without a link. */
    void dialFailed(DialRequest dial, DialFailure failure);

    /** A frame of a known or unknown protocol (but {@code LINK}) arrived. The payload is valid during this call only. */
    void frame(Link link, Frame frame);

    /** Less than half of {@link Link#LANE_HIGH_WATER} waits on a data lane on which more was waiting. */
    void drained(Link link, int lane);

    /**
     * A packet of a connection over other nodes is to be sent to the first of them. May be lost, as any packet.
     *
     * @param route from this node to the one the packet is for
     * @param packet valid during this call only
     */
    void relay(Route route, ByteBuffer packet);

    /** A link that was up has ended; no more frames come from it. Called once for a link. */
    void linkDown(Link link, LinkEnd end);
}
