package io.barrel.p2p.security;

import io.barrel.p2p.wire.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Which file keeps the key of which node. File systems bound the length of a name and may not tell case apart, node names
 * are longer and do; so only short lower-case names are used as they are. A {@code ~} is in no node name, so no hashed
 * name is also a plain one.
 */
final class PinFileName {

    /** How the name of such a file ends. */
    static final String ENDING = ".pub";

    private static final int MAX_PLAIN = 200;
    private static final int KEPT = 150;
    private static final int HASH = 32;

    private PinFileName() {}

    static String of(NodeId node) {
        String name = node.value();
        String lower = name.toLowerCase(Locale.ROOT);
        if (name.length() <= MAX_PLAIN && name.equals(lower)) {
            return name + ENDING;
        }
        String hash = Fingerprint.of(name.getBytes(StandardCharsets.US_ASCII)).substring(0, HASH);
        return lower.substring(0, Math.min(lower.length(), KEPT)) + "~" + hash + ENDING;
    }
}
