package io.barrel.p2p.test;

import java.util.random.RandomGenerator;

/**
 * How long messages are on their way. Each pair of nodes has a way of its own, as long there as back and the same
 * throughout a run, so that a round-trip time is something a node can measure; each message adds a little to it.
 */
@FunctionalInterface
public interface Latency {

    /**
     * The shortest time from one node to the other, or back.
     *
     * @param one index of a node
     * @param other index of another
     * @param pair 64 random bits that belong to the two in this run, whichever is named first
     * @return milliseconds, not negative
     */
    double base(int one, int other, long pair);

    /**
     * The time of one message.
     *
     * @param base what {@link #base} says of the two
     * @param random the run's randomness
     * @return milliseconds, not negative; up to a tenth more than {@code base} unless overridden
     */
    default double draw(double base, RandomGenerator random) {
        return base * (1 + random.nextDouble() / 10);
    }

    /** The part of the world a node is in; 0 where there is only one. */
    default int zone(int node) {
        return 0;
    }

    /**
     * Every way between two bounds is as likely.
     *
     * @param min shortest, in milliseconds
     * @param max longest
     */
    static Latency uniform(double min, double max) {
        return (one, other, pair) -> min + (max - min) * part(pair);
    }

    /**
     * Most ways are near the median and a few are far longer, as on the Internet.
     *
     * @param median half of the ways are shorter, in milliseconds
     * @param sigma spread of the logarithm: with 0.5, one way in 40 is longer than 2.7 times the median
     */
    static Latency logNormal(double median, double sigma) {
        return (one, other, pair) -> median * Math.exp(sigma * normal(pair));
    }

    /**
     * Even nodes are in one datacentre and odd ones in another.
     *
     * @param within between two nodes of one datacentre, in milliseconds
     * @param across between the two
     */
    static Latency twoDatacentres(double within, double across) {
        return zones(2, within, across);
    }

    /**
     * Nodes are dealt out to zones in turn.
     *
     * @param zones how many, at least 1
     * @param within between two nodes of one zone, in milliseconds; up to half as much again, by pair
     * @param across between two of different zones; up to a fifth as much again, by pair
     */
    static Latency zones(int zones, double within, double across) {
        if (zones < 1) {
            throw new IllegalArgumentException("there is at least one zone, not " + zones);
        }
        return new Latency() {
            @Override
            public double base(int one, int other, long pair) {
                double part = part(pair);
                return zone(one) == zone(other) ? within * (1 + part / 2) : across * (1 + part / 5);
            }

            @Override
            public int zone(int node) {
                return node % zones;
            }
        };
    }

    /** A number from 0 to 1, 1 excluded, out of random bits. */
    private static double part(long bits) {
        return (bits >>> 11) * 0x1p-53;
    }

    /** A standard normal deviate out of random bits (Box and Muller, Annals of Mathematical Statistics 29, 1958). */
    private static double normal(long bits) {
        double radius = ((bits >>> 32) + 1) * 0x1p-32;
        double angle = (bits & 0xffff_ffffL) * 0x1p-32;
        return Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * angle);
    }
}
