package io.barrel.p2p.test.udp;

/** Which way a datagram goes through a {@link UdpFaultProxy}. */
public enum Direction {
    /** From a client to the target. */
    TO_TARGET,
    /** From the target back to a client. */
    TO_CLIENT
}
