package io.barrel.p2p.transport.quic;

import io.barrel.p2p.transport.Hearing;
import io.barrel.p2p.transport.LinkStatistics;
import io.barrel.p2p.transport.Liveness;
import io.netty.incubator.codec.quic.QuicChannel;
import io.netty.incubator.codec.quic.QuicConnectionPathStats;
import io.netty.incubator.codec.quic.QuicConnectionStats;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches over a link: sends a one-byte DATAGRAM (RFC 9221: it calls for an acknowledgement and is never sent again) each
 * quarter of the idle timeout, and ends the link when nothing comes back. Keeps the link's figures besides.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows in the events of its channel
final class KeepAlive {

    private final QuicConnection connection;
    private final QuicChannel channel;
    private final Duration idleTimeout;
    private final Instant since = Instant.now();

    private final Hearing hearing = new Hearing(now());

    private @Nullable Liveness liveness;
    private @Nullable Future<?> nextTick;
    private volatile long rttNanos;
    private volatile long bytesSent;
    private volatile long bytesReceived;
    private volatile long framesSent;
    private volatile long framesReceived;

    KeepAlive(QuicConnection connection, Duration idleTimeout) {
        this.connection = connection;
        this.channel = connection.channel();
        this.idleTimeout = idleTimeout;
    }

    /** Begins or ends to watch. */
    void watch(boolean on) {
        if (!on || connection.hasEnded()) {
            close();
        } else if (liveness == null) {
            liveness = new Liveness(idleTimeout.toMillis(), now(), sample());
            sendKeepAlive();
            schedule(liveness);
        }
    }

    void close() {
        liveness = null;
        if (nextTick != null) {
            nextTick.cancel(false);
            nextTick = null;
        }
    }

    private void schedule(Liveness watched) {
        nextTick = channel.eventLoop().schedule(() -> tick(watched), watched.tickMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick(Liveness watched) {
        if (watched != liveness || connection.hasEnded()) {
            return;
        }
        if (watched.tick(now(), sample())) {
            connection.lost("no keep-alive was answered for " + idleTimeout);
            return;
        }
        sendKeepAlive();
        schedule(watched);
    }

    private void sendKeepAlive() {
        channel.writeAndFlush(channel.alloc().directBuffer(1).writeByte(0));
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** Refreshes the figures; returns how many packets came so far. On the loop, where the codec answers at once. */
    private long sample() {
        QuicConnectionPathStats path = channel.collectPathStats(0).getNow();
        if (path != null) {
            rttNanos = path.rtt();
        }
        QuicConnectionStats stats = channel.collectStats().getNow();
        if (stats == null) {
            return 0;
        }
        bytesSent = stats.sentBytes();
        bytesReceived = stats.recvBytes();
        hearing.count(stats.recv(), now());
        return stats.recv();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop only
    void frameSent() {
        framesSent++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop only
    void frameReceived() {
        framesReceived++;
        hearing.heard(now());
    }

    /** See {@link io.barrel.p2p.transport.Link#silence}. */
    long silence() {
        sampleIfOpen();
        return hearing.silence(now());
    }

    /** Any thread. On the loop the figures are of this moment; elsewhere of the last tick or question. */
    LinkStatistics statistics() {
        if (channel.eventLoop().inEventLoop()) {
            sampleIfOpen();
        } else {
            try {
                channel.eventLoop().execute(this::sampleIfOpen);
            } catch (RejectedExecutionException e) {
                // The transport is closed; the last figures stand.
                return figures();
            }
        }
        return figures();
    }

    private void sampleIfOpen() {
        if (!connection.hasEnded()) {
            sample();
        }
    }

    private LinkStatistics figures() {
        return new LinkStatistics(since, rttNanos, bytesSent, bytesReceived, framesSent, framesReceived);
    }
}
