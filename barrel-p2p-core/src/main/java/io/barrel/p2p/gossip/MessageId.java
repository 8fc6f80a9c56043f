package io.barrel.p2p.gossip;

/**
 * Names a broadcast: 128 random bits, so that identical payloads stay two broadcasts.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record MessageId(long high, long low) {}
