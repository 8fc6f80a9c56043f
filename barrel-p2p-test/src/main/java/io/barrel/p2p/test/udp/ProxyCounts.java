package io.barrel.p2p.test.udp;

/**
 * Datagrams of one direction since a {@link UdpFaultProxy} was opened.
 *
 * @param received that reached the proxy
 * @param forwarded that it sent on, repetitions included
 * @param lost by {@link UdpFaults#loss}
 * @param blocked by {@link UdpFaults#blocked}
 * @param duplicated that were sent twice
 * @param reordered that were held back
 * @param dropped for want of room, a target, or a socket that takes them
 */
public record ProxyCounts(
        long received, long forwarded, long lost, long blocked, long duplicated, long reordered, long dropped) {}
