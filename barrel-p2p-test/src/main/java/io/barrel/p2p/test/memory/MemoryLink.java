package io.barrel.p2p.test.memory;

import io.barrel.p2p.security.AuthenticatedPeer;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.transport.LinkStatistics;
import io.barrel.p2p.transport.Liveness;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Session;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A link over a connection in memory: frames, goodbye, confirmations, keep-alive, as the QUIC link has them. */
final class MemoryLink implements Link {

    /** How long a goodbye waits for its acknowledgement, and an acknowledgement for the close it calls for. */
    private static final long GOODBYE_MILLIS = 500;

    private final MemoryConnection connection;
    private final AuthenticatedPeer peer;
    private final Map<Long, Runnable> confirmations = new HashMap<>();
    private long lastConfirm;
    private State state = State.UP;
    private CloseReason farewell = CloseReason.NONE;
    private boolean reported;
    private boolean full;
    private @Nullable Liveness liveness;
    private Loop.Cancellable nextTick = () -> {};

    /** Where a link is in its life. */
    private enum State {
        /** Frames go both ways. */
        UP,
        /** Our goodbye is on its way; frames of the peer are still taken. */
        LEAVING,
        /** The peer said goodbye: all its frames have come, and we send none. */
        LEFT
    }

    MemoryLink(MemoryConnection connection, AuthenticatedPeer peer) {
        this.connection = connection;
        this.peer = peer;
    }

    /** Tells the listener that the link is up. */
    void announce(@Nullable MemoryDial dial) {
        if (dial != null) {
            dial.succeeded();
        }
        connection.transport().listener().linkUp(this, dial == null ? null : dial.request());
    }

    @Override
    public long id() {
        return peer.linkId();
    }

    @Override
    public NodeId peer() {
        return peer.node();
    }

    @Override
    public Session session() {
        return peer.session();
    }

    @Override
    public Assurance assurance() {
        return peer.assurance();
    }

    @Override
    public boolean isOutdated() {
        return connection.isOutdated();
    }

    @Override
    public boolean dialled() {
        return connection.dialled();
    }

    @Override
    public PeerAddress remoteAddress() {
        return connection.remoteAddress();
    }

    @Override
    public LinkStatistics statistics() {
        return connection.traffic().statistics();
    }

    @Override
    public long waiting() {
        return 0;
    }

    @Override
    public long silence() {
        return connection.loop().now() - connection.traffic().lastHeard();
    }

    @Override
    public void send(Frame frame) {
        if (state == State.UP && !connection.hasEnded()) {
            connection.traffic().frameSent();
            connection.send(new Message.Payload(frame.protocol(), MemoryTransport.copy(frame.payload())));
        }
    }

    /** All lanes are one here. */
    @Override
    public void send(int lane, Frame frame) {
        send(frame);
        full |= waiting(lane) >= LANE_HIGH_WATER;
    }

    @Override
    public long waiting(int lane) {
        return connection.unacknowledged();
    }

    /** The other end has something. */
    void acknowledged() {
        if (full && connection.unacknowledged() < LANE_HIGH_WATER / 2) {
            full = false;
            for (int lane = 0; lane < LANES; lane++) {
                connection.transport().listener().drained(this, lane);
            }
        }
    }

    @Override
    public void watch(boolean on) {
        if (!on || state != State.UP || connection.hasEnded()) {
            unwatch();
        } else if (liveness == null) {
            long idle = connection.transport().config().link().idleTimeout().toMillis();
            liveness = new Liveness(
                    idle, connection.loop().now(), connection.traffic().packetsReceived());
            connection.sendKeepAlive();
            scheduleTick(liveness);
        }
    }

    private void unwatch() {
        liveness = null;
        nextTick.cancel();
    }

    private void scheduleTick(Liveness watched) {
        nextTick = connection.loop().schedule(() -> tick(watched), watched.tickMillis());
    }

    private void tick(Liveness watched) {
        if (watched != liveness || connection.hasEnded()) {
            return;
        }
        if (watched.tick(connection.loop().now(), connection.traffic().packetsReceived())) {
            connection.lost("no keep-alive was answered for the idle timeout");
            return;
        }
        connection.sendKeepAlive();
        scheduleTick(watched);
    }

    @Override
    public void close(CloseReason reason) {
        if (state != State.UP || connection.hasEnded()) {
            return;
        }
        connection.send(new Message.Goodbye(reason));
        state = State.LEAVING;
        farewell = reason;
        closeLater(reason, "the goodbye was not acknowledged");
    }

    @Override
    public void confirm(Runnable confirmed) {
        if (state == State.UP && !connection.hasEnded()) {
            confirmations.put(++lastConfirm, confirmed);
            connection.send(new Message.Confirm(lastConfirm));
        }
    }

    void received(Message message) {
        if (state == State.LEFT) {
            return;
        }
        if (message instanceof Message.Payload payload) {
            connection.traffic().frameReceived();
            // What a peer says after it broke the protocol is not even looked at.
            if (farewell != CloseReason.PROTOCOL_ERROR) {
                Frame frame = new Frame(payload.protocol(), payload.bytes().asReadOnlyBuffer());
                connection.transport().listener().frame(this, frame);
            }
        } else if (message instanceof Message.Goodbye goodbye) {
            onGoodbye(goodbye.reason());
        } else if (message instanceof Message.GoodbyeAck) {
            onGoodbyeAck();
        } else if (message instanceof Message.Confirm confirm) {
            onConfirm(confirm.number());
        } else if (message instanceof Message.Confirmed confirmed) {
            Runnable task = Objects.requireNonNullElse(confirmations.remove(confirmed.number()), () -> {});
            task.run();
        }
    }

    private void onGoodbye(CloseReason reason) {
        if (state == State.LEAVING) {
            // Both said goodbye at once: each has heard the other's last frame.
            onGoodbyeAck();
            return;
        }
        connection.send(new Message.GoodbyeAck());
        state = State.LEFT;
        unwatch();
        connection.loop().execute(() -> report(new LinkEnd(LinkEnd.By.PEER, reason)));
        closeLater(reason, "the peer said goodbye and did not close");
    }

    private void onGoodbyeAck() {
        if (state == State.LEAVING) {
            connection.close(farewell, "goodbye");
        }
    }

    private void onConfirm(long number) {
        if (state == State.UP) {
            connection.send(new Message.Confirmed(number));
        }
    }

    private void closeLater(CloseReason reason, String detail) {
        connection.loop().schedule(() -> connection.close(reason, detail), GOODBYE_MILLIS);
    }

    /** The connection is over. A goodbye of ours outweighs how it came about. */
    void ended(LinkEnd end) {
        unwatch();
        confirmations.clear();
        report(state == State.LEAVING ? new LinkEnd(LinkEnd.By.US, farewell) : end);
    }

    private void report(LinkEnd end) {
        if (!reported) {
            reported = true;
            connection.transport().listener().linkDown(this, end);
        }
    }
}
