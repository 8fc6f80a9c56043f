package io.barrel.p2p.test.memory;

import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.wire.Limits;
import io.barrel.p2p.wire.PeerAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end of a connection, first connecting, then authenticating, then a link; as a QUIC connection behaves. Tells exactly
 * one of them how it ended. Confined to the loop; the other end is only reached through the network.
 */
final class MemoryConnection {

    /** Bytes that may wait for a peer that does not read: four frames of the largest size. */
    private static final int MAX_UNACKNOWLEDGED = 4 * Limits.MAX_FRAME_PAYLOAD;

    /** How long an ended connection still answers that it has ended. */
    private static final long DRAINING = 3_000;

    private static final int SMALL_PACKET = 32;

    private static final Logger log = LoggerFactory.getLogger(MemoryConnection.class);

    private final MemoryTransport transport;
    private final PeerAddress remote;
    private final @Nullable MemoryDial dial;
    private final Outbox outbox;
    private final Inbox inbox = new Inbox(this::onMessage);
    private final Traffic traffic;
    private final byte[] certificate;

    private @Nullable MemoryConnection other;
    private @Nullable MemoryAuthentication authentication;
    private @Nullable MemoryLink link;
    private Loop.Cancellable budget = () -> {};
    private Loop.Cancellable idleCheck = () -> {};
    private boolean ended;
    private CloseReason farewell = CloseReason.NONE;
    private long endedAt;

    /**
     * An end at that transport.
     *
     * @param dial what dialled it; null if the peer did
     */
    MemoryConnection(MemoryTransport transport, PeerAddress remote, @Nullable MemoryDial dial) {
        this.transport = transport;
        this.remote = remote;
        this.dial = dial;
        this.outbox = new Outbox(transport.loop(), this::carry);
        this.traffic = new Traffic(transport.clock().instant(), transport.loop().now());
        this.certificate = transport.certificate();
        transport.opened(this);
    }

    /** The certificate this end shows. */
    byte[] certificate() {
        return certificate.clone();
    }

    /** Whether the transport shows another certificate by now. */
    boolean isOutdated() {
        return transport.certificate() != certificate;
    }

    MemoryTransport transport() {
        return transport;
    }

    Loop loop() {
        return transport.loop();
    }

    PeerAddress remoteAddress() {
        return remote;
    }

    boolean dialled() {
        return dial != null;
    }

    @Nullable
    MemoryDial dial() {
        return dial;
    }

    Traffic traffic() {
        return traffic;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isLink() {
        return link != null;
    }

    /** Whether the other end is known. */
    boolean isConnected() {
        return other != null;
    }

    MemoryConnection other() {
        return Objects.requireNonNull(other, "not connected");
    }

    /** The other end is that one; whether it knows of this one shows when it speaks. */
    void introduced(MemoryConnection end) {
        other = end;
        checkIdle();
        budget = loop().schedule(
                        this::budgetExpired,
                        transport.config().handshakeTimeout().toMillis());
    }

    /** Both ends know each other: authentication begins. */
    void connected(MemoryConnection end) {
        if (ended) {
            other = end;
            answerThatItEnded();
            return;
        }
        if (authentication != null) {
            return;
        }
        if (other == null) {
            introduced(end);
        }
        if (dial != null) {
            dial.connected();
        }
        authentication = new MemoryAuthentication(this);
        authentication.start();
    }

    private void budgetExpired() {
        if (authentication != null) {
            authentication.budgetExpired();
        } else {
            close(CloseReason.AUTHENTICATION, "the connection was not up within the handshake budget");
        }
    }

    private MemoryAuthentication authentication() {
        return Objects.requireNonNull(authentication, "not connected");
    }

    /** Authentication succeeded; the link takes over. */
    void linked(MemoryLink established) {
        link = established;
        budget.cancel();
    }

    /** Bytes on their way. */
    int unacknowledged() {
        return outbox.bytes();
    }

    void send(Message message) {
        if (!ended) {
            outbox.send(message);
            if (outbox.bytes() > MAX_UNACKNOWLEDGED) {
                close(CloseReason.OVERFLOW, "the peer does not read");
            }
        }
    }

    private void carry(long number, Message message) {
        MemoryConnection to = other();
        long sentAt = loop().now();
        packet(message.size(), () -> to.arrived(number, message, this, sentAt));
    }

    /** A packet that says nothing, which the other end acknowledges. */
    void sendKeepAlive() {
        MemoryConnection to = other();
        long sentAt = loop().now();
        packet(SMALL_PACKET, () -> to.keptAlive(sentAt));
    }

    private void packet(int bytes, Runnable arrival) {
        traffic.sent(bytes);
        transport.send(other().transport, bytes, arrival);
    }

    private void arrived(long number, Message message, MemoryConnection from, long sentAt) {
        if (!ended) {
            connected(from);
        }
        if (heard(message.size())) {
            MemoryConnection to = other();
            packet(SMALL_PACKET, () -> to.acknowledged(number, sentAt));
            inbox.arrived(number, message);
        }
    }

    private void acknowledged(long number, long sentAt) {
        if (heard(SMALL_PACKET)) {
            traffic.answered(loop().now() - sentAt);
            outbox.acknowledged(number);
            if (link != null && !ended) {
                link.acknowledged();
            }
        }
    }

    private void keptAlive(long sentAt) {
        if (heard(SMALL_PACKET)) {
            MemoryConnection to = other();
            packet(SMALL_PACKET, () -> to.keepAliveAcknowledged(sentAt));
        }
    }

    private void keepAliveAcknowledged(long sentAt) {
        if (heard(SMALL_PACKET)) {
            traffic.answered(loop().now() - sentAt);
        }
    }

    /** Counts a packet; an ended connection only says that it has ended. */
    private boolean heard(int bytes) {
        transport.received(bytes);
        if (!ended) {
            traffic.received(bytes, loop().now());
            return true;
        }
        answerThatItEnded();
        return false;
    }

    private void answerThatItEnded() {
        if (other != null && loop().now() - endedAt < DRAINING) {
            sayClosed(farewell);
        }
    }

    private void onMessage(Message message) {
        if (ended) {
            return;
        }
        if (link == null) {
            authentication().received(message);
        } else {
            link.received(message);
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

    /** The peer is gone without a word. */
    void lost(String detail) {
        end(new LinkEnd(LinkEnd.By.LOST, CloseReason.NONE), CloseReason.NONE, detail);
    }

    private void closedByPeer(CloseReason reason) {
        transport.received(SMALL_PACKET);
        if (!ended) {
            end(new LinkEnd(LinkEnd.By.PEER, reason), null, "the peer closed it (" + reason + ")");
        }
    }

    private void end(LinkEnd end, @Nullable CloseReason tellPeer, String detail) {
        if (ended) {
            return;
        }
        ended = true;
        endedAt = loop().now();
        budget.cancel();
        idleCheck.cancel();
        outbox.close();
        if (other != null && tellPeer != null) {
            farewell = tellPeer;
            sayClosed(tellPeer);
        }
        // In a task of its own: nobody expects to be called back from within a call of his.
        loop().execute(() -> report(end, detail));
    }

    private void sayClosed(CloseReason reason) {
        MemoryConnection to = other();
        packet(SMALL_PACKET, () -> to.closedByPeer(reason));
    }

    private void report(LinkEnd end, String detail) {
        log.atDebug().addKeyValue("peer", remote).addKeyValue("by", end.by()).log("Connection ended: {}", detail);
        transport.closed(this);
        if (link != null) {
            link.ended(end);
        } else if (authentication != null) {
            authentication.connectionEnded(end, detail);
        }
        transport.checkClosed();
    }

    /** Silence for QUIC's idle timeout ends a connection at both ends without a word. */
    private void checkIdle() {
        long timeout = transport.config().link().channelIdleTimeout().toMillis();
        long silent = loop().now() - traffic.lastHeard();
        if (silent >= timeout) {
            end(new LinkEnd(LinkEnd.By.LOST, CloseReason.NONE), null, "nothing was heard for the QUIC idle timeout");
        } else {
            idleCheck = loop().schedule(this::checkIdle, timeout - silent);
        }
    }
}
