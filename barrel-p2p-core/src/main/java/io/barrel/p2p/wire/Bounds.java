package io.barrel.p2p.wire;

/** Checks of numbers from the wire. Stateless; any thread. */
public final class Bounds {

    private Bounds() {}

    /**
     * A number that is at most another. A negative one is an unsigned number that is too large for an {@code int}.
     *
     * @param what what is counted, in the plural
     * @throws MalformedInputException naming both
     */
    public static void atMost(String what, int found, int max) {
        if (found < 0 || found > max) {
            throw new MalformedInputException(
                    "at most " + max + " " + what + ", found " + Integer.toUnsignedString(found));
        }
    }
}
