package io.barrel.p2p.transport;

/**
 * Counts of a transport since its start.
 *
 * @param bytesSent UDP payload bytes sent
 * @param bytesReceived UDP payload bytes received
 * @param links links that are up
 * @param pendingHandshakes connections that are not authenticated yet
 * @param dials dials under way
 * @param framesIgnored frames of protocols this version does not know
 * @param framesMalformed frames larger than any may be, empty ones and words of the link that make no sense, each of which ended its link
 * @param handshakesShed inbound connections refused because too many were pending
 * @param preambleDropped streams refused because of their preamble
 */
public record TransportStatistics(
        long bytesSent,
        long bytesReceived,
        int links,
        int pendingHandshakes,
        int dials,
        long framesIgnored,
        long framesMalformed,
        long handshakesShed,
        long preambleDropped) {

    /** Nothing yet. */
    public static final TransportStatistics NONE = new TransportStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0);
}
