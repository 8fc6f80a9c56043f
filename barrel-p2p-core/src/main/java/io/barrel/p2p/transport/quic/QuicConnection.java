package io.barrel.p2p.transport.quic;

import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.wire.Limits;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Route;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.incubator.codec.quic.QuicChannel;
import io.netty.incubator.codec.quic.QuicConnectionCloseEvent;
import io.netty.incubator.codec.quic.QuicStreamChannel;
import io.netty.incubator.codec.quic.QuicStreamType;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One QUIC connection from its first packet to its end: first connecting, then authenticating, then a link. It routes new
 * streams to whoever may have them and tells exactly one of dial, authentication or link how it ended.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows in the events of its channel
final class QuicConnection extends ChannelInboundHandlerAdapter {

    static final String AUTH_TAG = "barrel_p2p:auth";
    static final String CONTROL_TAG = "barrel_p2p:control";
    static final String DATA_TAG = "barrel_p2p:data";

    /** The transport error that stands for an application's close during the QUIC handshake (RFC 9000, section 20.1). */
    private static final int APPLICATION_ERROR = 0x0c;

    /** Refused streams stay in the codec's books: nobody has an honest reason to open so many. */
    private static final int MAX_REFUSED_STREAMS = 256;

    private static final Logger log = LoggerFactory.getLogger(QuicConnection.class);

    private final Connections connections;
    private final InetSocketAddress remote;
    private final QuicChannel channel;
    private final @Nullable Dial dial;
    private final long openedNanos;

    private @Nullable Authentication authentication;
    private @Nullable QuicLink link;
    private @Nullable Future<?> budget;
    private int preambles;
    private int refusedStreams;
    private @Nullable QuicConnectionCloseEvent peerClose;
    private boolean active;
    private boolean ended;

    /**
     * A connection of that channel.
     *
     * @param dial what dialled it; null if the peer did
     */
    QuicConnection(Connections connections, QuicChannel channel, @Nullable Dial dial) {
        this.connections = connections;
        this.channel = channel;
        this.dial = dial;
        // Kept, for the codec forgets it when the connection closes.
        this.remote = (InetSocketAddress) Objects.requireNonNull(channel.remoteSocketAddress());
        this.openedNanos = System.nanoTime();
    }

    Connections connections() {
        return connections;
    }

    QuicChannel channel() {
        return channel;
    }

    boolean dialled() {
        return dial != null;
    }

    boolean hasEnded() {
        return ended;
    }

    PeerAddress remoteAddress() {
        return new PeerAddress(remote.getAddress().getHostAddress(), remote.getPort());
    }

    /** The way of its packets over other nodes, if it needs any. */
    Optional<Route> route() {
        return connections.route(remote);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        connections.opened(this);
        // Not channelInactive: a channel that never was active closes without it.
        channel.closeFuture().addListener(closed -> channelClosed());
        if (dial == null) {
            startBudget();
            if (connections.isClosing()) {
                close(CloseReason.SHUTDOWN, "the transport closes");
            }
        }
    }

    /** The QUIC handshake is done. */
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (ended) {
            return;
        }
        active = true;
        if (dial == null) {
            authenticate(openedNanos);
        } else {
            dial.connected(this);
        }
    }

    /** To be called by the dial that takes this connection. */
    void authenticate() {
        startBudget();
        authenticate(System.nanoTime());
    }

    private void authenticate(long startNanos) {
        authentication = new Authentication(this, dial, startNanos);
        authentication.start();
    }

    private void startBudget() {
        budget = connections
                .eventLoop()
                .schedule(
                        this::budgetExpired,
                        connections.config().handshakeTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void budgetExpired() {
        if (authentication != null) {
            authentication.budgetExpired();
        } else {
            close(CloseReason.AUTHENTICATION, "the QUIC handshake did not end within the handshake budget");
        }
    }

    /** The handshake succeeded; the link takes over. */
    void linked(QuicLink established) {
        link = established;
        cancelBudget();
        connections.linked(this, established);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof QuicStreamChannel stream) {
            if (stream.type() == QuicStreamType.BIDIRECTIONAL) {
                stream.config().setAllowHalfClosure(false);
            }
            stream.pipeline().addLast(new StreamPreamble(this, stream));
            ctx.channel().eventLoop().register(stream);
        } else {
            // A keep-alive: that it arrived is all it says.
            ReferenceCountUtil.release(message);
        }
    }

    /** Whether a further stream may wait for its preamble. */
    boolean enterPreamble() {
        return !ended && ++preambles <= Limits.MAX_PREAMBLE_STREAMS;
    }

    void leavePreamble() {
        preambles--;
    }

    /** A stream of the peer told its tag; returns who reads on, or null if it was refused. */
    @Nullable
    ChannelHandler streamOpened(QuicStreamChannel stream, String tag) {
        if (ended) {
            return null;
        }
        if (link == null && authentication != null) {
            return authentication.streamOpened(stream, tag);
        }
        ChannelHandler reader = link == null ? null : link.streamOpened(stream, tag);
        if (reader == null) {
            refuse(stream);
        }
        return reader;
    }

    /** Resets a stream nobody here wants. */
    void refuse(QuicStreamChannel stream) {
        connections.preambleDropped();
        if (ended) {
            return;
        }
        int code = CloseReason.PROTOCOL_ERROR.code();
        stream.shutdownInput(code);
        if (stream.type() == QuicStreamType.BIDIRECTIONAL) {
            stream.shutdownOutput(code);
        }
        stream.close();
        if (++refusedStreams > MAX_REFUSED_STREAMS) {
            close(CloseReason.PROTOCOL_ERROR, "the peer keeps opening streams that nobody accepts");
        }
    }

    /** Says goodbye if this is a link, else closes. */
    void closePolitely(CloseReason reason) {
        if (link != null) {
            link.close(reason);
        } else {
            close(reason, "the transport closes");
        }
    }

    /** Closes the connection now; whoever has it is told soon. */
    void close(CloseReason reason, String detail) {
        end(new LinkEnd(LinkEnd.By.US, reason), reason, detail);
    }

    /** Ends the connection for a cause that lies with the peer or the path. */
    void end(LinkEnd end, CloseReason tellPeer, String detail) {
        if (ended) {
            return;
        }
        ended = true;
        cancelBudget();
        // An application's close has no place in the QUIC handshake (RFC 9000, section 10.2.3), and in the midst of it
        // the
        // codec would send packets for ever to tell of one.
        channel.close(active, active ? tellPeer.code() : APPLICATION_ERROR, Unpooled.EMPTY_BUFFER);
        connections.eventLoop().execute(() -> report(end, detail));
    }

    /** In a task of its own: nobody expects to be called back from within a call of his. */
    private void report(LinkEnd end, String detail) {
        log.atDebug()
                .addKeyValue("peer", remote)
                .addKeyValue("by", end.by())
                .addKeyValue("reason", end.reason())
                .log("QUIC connection ended: {}", detail);
        if (link != null) {
            connections.closed(this, link);
            link.ended(end);
            return;
        }
        connections.closed(this);
        if (authentication != null) {
            authentication.connectionEnded(end, detail);
        } else if (dial != null) {
            dial.attemptEnded(this, detail);
        }
    }

    private void cancelBudget() {
        if (budget != null) {
            budget.cancel(false);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof QuicConnectionCloseEvent close) {
            peerClose = close;
            // Streams of the same packet are delivered after this event: let them come first.
            connections.eventLoop().execute(this::channelClosed);
        }
    }

    private void channelClosed() {
        if (peerClose == null) {
            lost(channel.isTimedOut() ? "nothing was heard for the QUIC idle timeout" : "the connection broke");
        } else if (peerClose.isApplicationClose()) {
            CloseReason reason = CloseReason.ofCode(peerClose.error());
            end(new LinkEnd(LinkEnd.By.PEER, reason), CloseReason.NONE, "the peer closed it (" + reason + ")");
        } else if (link == null && peerClose.error() == APPLICATION_ERROR) {
            end(new LinkEnd(LinkEnd.By.PEER, CloseReason.NONE), CloseReason.NONE, "the peer gave it up");
        } else {
            lost("the peer closed it with transport error " + peerClose.error());
        }
    }

    /** The peer is gone without a word. */
    void lost(String detail) {
        end(new LinkEnd(LinkEnd.By.LOST, CloseReason.NONE), CloseReason.NONE, detail);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // The codec closes the connection where the error is fatal; what is unchecked is a fault of ours.
        log.atLevel(cause instanceof RuntimeException ? Level.ERROR : Level.DEBUG)
                .addKeyValue("peer", remote)
                .setCause(cause)
                .log("Error on a QUIC connection");
    }
}
