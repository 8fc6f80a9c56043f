package io.barrel.p2p.transport.quic;

import io.barrel.p2p.security.AuthenticatedPeer;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.transport.LinkStatistics;
import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Protocols;
import io.barrel.p2p.wire.Route;
import io.barrel.p2p.wire.Session;
import io.netty.channel.ChannelHandler;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import io.netty.incubator.codec.quic.QuicStreamType;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A link over one QUIC connection: frames of the control stream, goodbye, confirmations, keep-alive. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows in the events of its channel
final class QuicLink implements Link, FrameReader.Receiver {

    private static final Logger log = LoggerFactory.getLogger(QuicLink.class);

    /** How long a goodbye waits for its acknowledgement, and an acknowledgement for the close it calls for. */
    private static final long GOODBYE_MILLIS = 500;

    private final QuicConnection connection;
    private final Connections connections;
    private final AuthenticatedPeer peer;
    private final PeerAddress remoteAddress;
    private final Optional<Route> route;
    private final FrameReader reader = new FrameReader(this);
    private final KeepAlive keepAlive;
    private final LongObjectMap<Runnable> confirmations = new LongObjectHashMap<>();
    private final FrameWriter writer;
    private final DataLanes lanes;

    private boolean heardOfLink;
    private long lastConfirm;
    private State state = State.UP;
    private CloseReason farewell = CloseReason.NONE;
    private boolean reported;

    /** Where a link is in its life. */
    private enum State {
        /** Frames go both ways. */
        UP,
        /** Our goodbye is on its way; frames of the peer are still taken. */
        LEAVING,
        /** The peer said goodbye: all its frames have come, and we send none. */
        LEFT
    }

    QuicLink(QuicConnection connection, AuthenticatedPeer peer) {
        this.connection = connection;
        this.connections = connection.connections();
        this.peer = peer;
        this.remoteAddress = connection.remoteAddress();
        this.route = connection.route();
        this.keepAlive = new KeepAlive(connection, connections.config().link().idleTimeout());
        this.writer = new FrameWriter(
                connections.eventLoop(),
                connection.channel().alloc(),
                () -> {},
                () -> broken("the control stream does not take what is written"));
        this.lanes = new DataLanes(connection, new LaneOwner());
        if (!connection.dialled()) {
            // The dialler opened the control stream: it has the link.
            heardOfLink();
        }
    }

    QuicConnection connection() {
        return connection;
    }

    FrameReader reader() {
        return reader;
    }

    /** Takes the control stream. */
    FrameReader attach(QuicStreamChannel stream) {
        writer.attach(stream);
        return reader;
    }

    /** The peer opened a stream; returns who reads it, or null if it is not wanted. */
    @Nullable
    ChannelHandler streamOpened(QuicStreamChannel stream, String tag) {
        boolean data = tag.equals(QuicConnection.DATA_TAG) && stream.type() == QuicStreamType.BIDIRECTIONAL;
        return data ? lanes.accept() : null;
    }

    private void heardOfLink() {
        heardOfLink = true;
        lanes.allow();
    }

    /** Tells the listener that the link is up. */
    void announce(@Nullable Dial dial) {
        if (dial != null) {
            dial.succeeded();
        }
        connections.listener().linkUp(this, dial == null ? null : dial.request());
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
        return connections.tls().isOutdated(connection.channel());
    }

    @Override
    public boolean dialled() {
        return connection.dialled();
    }

    @Override
    public Optional<Route> route() {
        return route;
    }

    @Override
    public PeerAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public void send(Frame frame) {
        if (state == State.UP) {
            write(frame.protocol(), frame.payload());
        }
    }

    @Override
    public void send(int lane, Frame frame) {
        if (state != State.UP || connection.hasEnded()) {
            return;
        }
        if (!heardOfLink) {
            heardOfLink = true;
            confirm(lanes::allow);
        }
        sent(lanes.write(lane, frame.protocol(), frame.payload()));
    }

    private void write(int protocol, ByteBuffer payload) {
        if (!connection.hasEnded()) {
            sent(writer.write(protocol, payload));
        }
    }

    private void sent(boolean taken) {
        keepAlive.frameSent();
        if (!taken) {
            connection.close(CloseReason.OVERFLOW, "the peer does not read");
        }
    }

    private void say(LinkMessage message) {
        write(Protocols.LINK, LinkCodec.encode(message));
    }

    @Override
    public void watch(boolean on) {
        keepAlive.watch(on && state == State.UP);
    }

    @Override
    public void close(CloseReason reason) {
        if (state != State.UP || connection.hasEnded()) {
            return;
        }
        say(new LinkMessage.Goodbye(reason));
        state = State.LEAVING;
        farewell = reason;
        after(GOODBYE_MILLIS, () -> connection.close(reason, "the goodbye was not acknowledged"));
    }

    @Override
    public void confirm(Runnable confirmed) {
        if (state == State.UP) {
            confirmations.put(++lastConfirm, confirmed);
            say(new LinkMessage.Confirm(lastConfirm));
        }
    }

    @Override
    public long waiting() {
        return writer.waiting();
    }

    @Override
    public long waiting(int lane) {
        return lanes.waiting(lane);
    }

    @Override
    public long silence() {
        return keepAlive.silence();
    }

    @Override
    public LinkStatistics statistics() {
        return keepAlive.statistics();
    }

    @Override
    public boolean received(int protocol, ByteBuffer payload) {
        if (connection.hasEnded() || state == State.LEFT) {
            return false;
        }
        if (protocol == Protocols.LINK) {
            keepAlive.frameReceived();
            onLinkMessage(payload);
            return true;
        }
        return taken(protocol, payload);
    }

    private boolean taken(int protocol, ByteBuffer payload) {
        keepAlive.frameReceived();
        if (farewell == CloseReason.PROTOCOL_ERROR) {
            // What a peer says after it broke the protocol is not even looked at.
            return true;
        }
        if (!Protocols.isKnown(protocol)) {
            connections.frameIgnored();
        }
        connections.listener().frame(this, new Frame(protocol, payload));
        return true;
    }

    private void onLinkMessage(ByteBuffer payload) {
        try {
            LinkCodec.decode(payload).ifPresentOrElse(this::onLinkMessage, connections::frameIgnored);
        } catch (MalformedInputException e) {
            malformed(String.valueOf(e.getMessage()));
        }
    }

    private void onLinkMessage(LinkMessage message) {
        if (message instanceof LinkMessage.Goodbye goodbye) {
            onGoodbye(goodbye.reason());
        } else if (message instanceof LinkMessage.GoodbyeAck) {
            onGoodbyeAck();
        } else if (message instanceof LinkMessage.Confirm confirm) {
            onConfirm(confirm.number());
        } else if (message instanceof LinkMessage.Confirmed confirmed) {
            onConfirmed(confirmed.number());
        }
    }

    private void onGoodbye(CloseReason reason) {
        if (state == State.LEAVING) {
            // Both said goodbye at once: each has heard the other's last frame.
            onGoodbyeAck();
            return;
        }
        say(new LinkMessage.GoodbyeAck());
        state = State.LEFT;
        keepAlive.watch(false);
        connections.eventLoop().execute(() -> report(new LinkEnd(LinkEnd.By.PEER, reason)));
        after(GOODBYE_MILLIS, () -> connection.close(reason, "the peer said goodbye and did not close"));
    }

    private void onGoodbyeAck() {
        if (state == State.LEAVING) {
            connection.close(farewell, "goodbye");
        }
    }

    private void onConfirm(long number) {
        if (state == State.UP) {
            say(new LinkMessage.Confirmed(number));
        }
    }

    private void onConfirmed(long number) {
        Runnable confirmed = confirmations.remove(number);
        if (confirmed != null) {
            confirmed.run();
        }
    }

    @Override
    public void malformed(String detail) {
        if (!connection.hasEnded()) {
            connections.frameMalformed();
            log.atWarn().addKeyValue("peer", peer.node()).log("Closing the link: {}", detail);
            broken(detail);
        }
    }

    @Override
    public void broken(String detail) {
        if (connection.channel().isActive()) {
            connection.close(CloseReason.PROTOCOL_ERROR, detail);
        }
    }

    /** The connection is over. A goodbye of ours outweighs how it came about. */
    void ended(LinkEnd end) {
        keepAlive.close();
        confirmations.clear();
        writer.close();
        lanes.close();
        report(state == State.LEAVING ? new LinkEnd(LinkEnd.By.US, farewell) : end);
    }

    /** Takes what comes on the data streams. */
    private final class LaneOwner implements DataLanes.Owner {

        @Override
        public boolean received(int protocol, ByteBuffer payload) {
            if (connection.hasEnded() || state == State.LEFT) {
                return false;
            }
            if (protocol == Protocols.LINK) {
                malformed("what is said of the link is said on its control stream");
                return false;
            }
            return taken(protocol, payload);
        }

        @Override
        public void malformed(String detail) {
            QuicLink.this.malformed(detail);
        }

        @Override
        public void broken(String detail) {
            QuicLink.this.broken(detail);
        }

        @Override
        public void drained(int lane) {
            connections.listener().drained(QuicLink.this, lane);
        }
    }

    private void report(LinkEnd end) {
        if (!reported) {
            reported = true;
            connections.listener().linkDown(this, end);
        }
    }

    private void after(long millis, Runnable task) {
        connections.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
    }
}
