package io.barrel.p2p.gossip;

/**
 * A message between neighbours and the edge it is sent over.
 *
 * @param edge the number both ends agreed on; 0 if the sender has no edge to the receiver
 * @param message the message
 */
public record GossipFrame(long edge, GossipMessage message) {}
