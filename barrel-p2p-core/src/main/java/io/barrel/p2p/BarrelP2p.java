package io.barrel.p2p;

import io.barrel.p2p.engine.NodeInfo;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.membership.Membership;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.security.AuthStatus;
import io.barrel.p2p.security.KeyRotation;
import io.barrel.p2p.security.TrustStore;
import io.barrel.p2p.transport.Connection;
import io.barrel.p2p.transport.TransportStatistics;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A member of a peer-to-peer cluster. Safe for use by any thread. It may be started again after {@link #stop}; its parts
 * and subscriptions stay the same.
 */
public final class BarrelP2p implements AutoCloseable {

    @SuppressWarnings("UnusedVariable")
    private BarrelP2p(BarrelP2pConfig config) {
        throw new IllegalStateException("being written");
    }

    /** A node of that configuration, not started: no file is touched, no port opened. */
    public static BarrelP2p create(BarrelP2pConfig config) {
        return new BarrelP2p(config);
    }

    /**
     * Starts the node: locks the data directory, loads or makes its keys, binds the port. Joining goes on in the background.
     * Returns at once if it runs already. Blocks for the time of some disk writes.
     *
     * @throws io.barrel.p2p.error.NodeStartException if it cannot start; nothing stays open
     */
    public void start() {
        throw new IllegalStateException("being written");
    }

    /**
     * Leaves the overlay if it has not been left, says goodbye on every link and releases port and data directory. Takes at
     * most about a second. Does nothing if the node does not run.
     */
    public void stop() {
        throw new IllegalStateException("being written");
    }

    /** As {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    /** The running node; empty while stopped. */
    public Optional<NodeInfo> node() {
        throw new IllegalStateException("being written");
    }

    /** The overlay. The same object over restarts. */
    public Membership membership() {
        throw new IllegalStateException("being written");
    }

    /** As {@link Membership#leave}. */
    public CompletionStage<Views> leave() {
        return membership().leave();
    }

    /**
     * The pins. The same object over restarts; throws {@link IllegalStateException} while stopped.
     */
    public TrustStore trustStore() {
        throw new IllegalStateException("being written");
    }

    /** Rotation of this node's keys. The same object over restarts; throws {@link IllegalStateException} while stopped. */
    public KeyRotation keyRotation() {
        throw new IllegalStateException("being written");
    }

    /** How authentication goes; empty while stopped. */
    public Optional<AuthStatus> authentication() {
        throw new IllegalStateException("being written");
    }

    /** The links that are up, newest first; empty while stopped. */
    public List<Connection> connections() {
        throw new IllegalStateException("being written");
    }

    /** Counts of the transport since start. */
    public TransportStatistics transport() {
        throw new IllegalStateException("being written");
    }

    /**
     * Calls a listener for every event, in order, on the dispatcher's thread. A listener that throws is logged; one that is
     * slow delays the others, and when more than 4,096 events wait the newest are dropped and counted.
     */
    public Subscription subscribe(Consumer<? super P2pEvent> listener) {
        throw new IllegalStateException("being written");
    }

    /** The meters of this node (docs/reference/metrics.md), to be bound to any registry. */
    public MeterBinder metrics() {
        throw new IllegalStateException("being written");
    }

    /** An end of a subscription. */
    public interface Subscription extends AutoCloseable {

        /** No event is delivered after this returns, except one that is being delivered. */
        @Override
        void close();
    }
}
