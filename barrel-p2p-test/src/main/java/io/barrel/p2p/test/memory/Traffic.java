package io.barrel.p2p.test.memory;

import io.barrel.p2p.transport.LinkStatistics;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** What went over one end of a connection. */
final class Traffic {

    private final Instant since;
    private long lastHeard;
    private long rttMillis;
    private long packetsReceived;
    private long bytesSent;
    private long bytesReceived;
    private long framesSent;
    private long framesReceived;

    Traffic(Instant since, long now) {
        this.since = since;
        this.lastHeard = now;
    }

    void sent(int bytes) {
        bytesSent += bytes;
    }

    void received(int bytes, long now) {
        packetsReceived++;
        bytesReceived += bytes;
        lastHeard = now;
    }

    void answered(long rttMillis) {
        this.rttMillis = rttMillis;
    }

    void frameSent() {
        framesSent++;
    }

    void frameReceived() {
        framesReceived++;
    }

    long lastHeard() {
        return lastHeard;
    }

    long packetsReceived() {
        return packetsReceived;
    }

    LinkStatistics statistics() {
        return new LinkStatistics(
                since, TimeUnit.MILLISECONDS.toNanos(rttMillis), bytesSent, bytesReceived, framesSent, framesReceived);
    }
}
