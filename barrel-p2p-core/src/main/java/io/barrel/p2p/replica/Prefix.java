package io.barrel.p2p.replica;

import io.barrel.p2p.wire.MalformedInputException;

/**
 * All keys whose hashes begin alike: a node of the digest tree, whether or not it exists in a replica. Immutable.
 *
 * @param bits the beginning, in the most significant bits; the others are 0
 * @param depth how many groups of 4 bits the beginning has, 0 (all keys) to {@link #MAX_DEPTH} (keys of one hash)
 */
public record Prefix(long bits, int depth) {

    /** Groups of 4 bits in a hash. */
    public static final int MAX_DEPTH = 16;

    /** Children of a node. */
    static final int FANOUT = 16;

    /** All keys. */
    public static final Prefix ROOT = new Prefix(0, 0);

    /**
     * Checks the form.
     *
     * @throws MalformedInputException if the depth is out of bounds or a bit beyond it is set
     */
    public Prefix {
        if (depth < 0 || depth > MAX_DEPTH) {
            throw new MalformedInputException("a prefix is 0 to " + MAX_DEPTH + " deep, this one is " + depth);
        }
        if ((bits & ~mask(depth)) != 0) {
            throw new MalformedInputException("a prefix of depth " + depth + " has bits beyond: " + bits);
        }
    }

    /** The keys of one hash. */
    static Prefix ofHash(long keyHash) {
        return new Prefix(keyHash, MAX_DEPTH);
    }

    /** The child of that number, 0 to 15; there is none at the greatest depth. */
    Prefix child(int number) {
        return new Prefix(bits | (long) number << (60 - 4 * depth), depth + 1);
    }

    /** Whether a key of this hash is below. */
    boolean contains(long keyHash) {
        return (keyHash & mask(depth)) == bits;
    }

    /** The number of the child of a node of this depth, below which a hash is. */
    static int childOf(int depth, long keyHash) {
        return (int) (keyHash >>> (60 - 4 * depth)) & 15;
    }

    private static long mask(int depth) {
        return depth == 0 ? 0 : -1L << (64 - 4 * depth);
    }
}
