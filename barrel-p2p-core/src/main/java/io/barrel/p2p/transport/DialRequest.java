package io.barrel.p2p.transport;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Route;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One dial, compared by identity.
 *
 * @see Transport#dial
 */
public final class DialRequest {

    private final PeerAddress address;
    private final @Nullable NodeId expected;
    private final long replaces;
    private final boolean racing;
    private final long boundMillis;
    private final @Nullable Route route;

    /**
     * A dial.
     *
     * @param address where to
     * @param expected who must answer; null accepts any node
     * @param replaces the id of the lost link this one replaces, 0 for none
     * @param racing whether to start further attempts after 150 and 300 ms, so that one lost packet does not cost a second;
     *     the first connection wins and only it authenticates
     * @param boundMillis how long until the QUIC connection must be up; the handshake then has a budget of its own
     */
    public DialRequest(
            PeerAddress address, @Nullable NodeId expected, long replaces, boolean racing, long boundMillis) {
        this(address, expected, replaces, racing, boundMillis, null);
    }

    private DialRequest(
            PeerAddress address,
            @Nullable NodeId expected,
            long replaces,
            boolean racing,
            long boundMillis,
            @Nullable Route route) {
        this.route = route;
        this.address = address;
        this.expected = expected;
        this.replaces = replaces;
        this.racing = racing;
        this.boundMillis = boundMillis;
    }

    /**
     * A dial over other nodes, which pass its packets on.
     *
     * @param route to whom, and over whom
     * @param address the address the target advertises
     * @param replaces as in the constructor
     * @param boundMillis as in the constructor
     */
    public static DialRequest over(Route route, PeerAddress address, long replaces, long boundMillis) {
        return new DialRequest(address, route.target(), replaces, false, boundMillis, route);
    }

    /** Over whom; empty for a dial that needs nobody. */
    public Optional<Route> route() {
        return Optional.ofNullable(route);
    }

    /** Where to. */
    public PeerAddress address() {
        return address;
    }

    /** Who must answer; null accepts any node. */
    public @Nullable NodeId expected() {
        return expected;
    }

    /** The id of the lost link this one replaces, 0 for none. */
    public long replaces() {
        return replaces;
    }

    /** Whether further attempts race the first. */
    public boolean racing() {
        return racing;
    }

    /** Milliseconds until the QUIC connection must be up. */
    public long boundMillis() {
        return boundMillis;
    }

    @Override
    public String toString() {
        return "dial of " + (expected == null ? "" : expected + " at ") + address
                + (route == null ? "" : " over " + route);
    }
}
