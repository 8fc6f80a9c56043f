package io.barrel.p2p.gossip;

/**
 * A subscriber was too slow.
 *
 * @param topic the topic
 * @param missed broadcasts it did not get since it was last told, at least 1
 */
public record Lagged(String topic, long missed) {}
