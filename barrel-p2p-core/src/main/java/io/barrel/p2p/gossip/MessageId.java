package io.barrel.p2p.gossip;

/**
 * Names a broadcast: 128 random bits, so that identical payloads stay two broadcasts. Comparable, so that ids which a hostile
 * node chose to have one hash cost a hash map a logarithm and no more.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record MessageId(long high, long low) implements Comparable<MessageId> {

    @Override
    public int compareTo(MessageId other) {
        int order = Long.compareUnsigned(high, other.high);
        return order == 0 ? Long.compareUnsigned(low, other.low) : order;
    }
}
