package io.barrel.p2p.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Checks of what comes from the wire, and of what is to go there. Stateless; any thread. */
public final class Bounds {

    private Bounds() {}

    /** Bytes of UTF-8 of all keys and values. */
    public static int bytes(Map<String, String> pairs) {
        int bytes = 0;
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            bytes += pair.getKey().getBytes(StandardCharsets.UTF_8).length
                    + pair.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        return bytes;
    }

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
