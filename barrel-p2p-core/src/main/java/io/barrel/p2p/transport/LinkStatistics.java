package io.barrel.p2p.transport;

import java.time.Instant;

/**
 * Figures of one link.
 *
 * @param since when it came up
 * @param rttNanos smoothed round-trip time as QUIC measures it; 0 before the first measurement
 * @param bytesSent UDP payload bytes sent
 * @param bytesReceived UDP payload bytes received
 * @param framesSent control frames sent
 * @param framesReceived control frames received
 */
public record LinkStatistics(
        Instant since, long rttNanos, long bytesSent, long bytesReceived, long framesSent, long framesReceived) {}
