package io.barrel.p2p.engine;

import io.barrel.p2p.wire.NodeId;
import java.util.Locale;
import java.util.regex.Pattern;

/** The name of a node that was given none: {@code <prefix>-<first 8 hex digits of its fingerprint>@<hostname>}. */
public final class DerivedName {

    private static final int MAX_PREFIX = 100;
    private static final int SHOWN_DIGITS = 8;
    private static final int MAX_HOST = NodeId.MAX_LENGTH - MAX_PREFIX - SHOWN_DIGITS - 2;
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9A-Fa-f]{8,}");

    private DerivedName() {}

    /**
     * Derives a name. Characters a node name may not have become {@code -}; the prefix is cut at 100 characters, the host
     * name at 145.
     *
     * @param prefix such as the application's name; {@code node} if nothing of it can be used
     * @param fingerprint of the node's first identity, hex
     * @param hostname {@code localhost} if nothing of it can be used
     * @throws IllegalArgumentException if the fingerprint has not at least 8 hex digits
     */
    public static NodeId of(String prefix, String fingerprint, String hostname) {
        if (!FINGERPRINT.matcher(fingerprint).matches()) {
            throw new IllegalArgumentException("a fingerprint has at least 8 hex digits: '" + fingerprint + "'");
        }
        String digits = fingerprint.substring(0, SHOWN_DIGITS).toLowerCase(Locale.ROOT);
        return NodeId.of(
                usable(prefix, MAX_PREFIX, "node") + '-' + digits + '@' + usable(hostname, MAX_HOST, "localhost"));
    }

    private static String usable(String text, int maxLength, String otherwise) {
        String usable = text.replaceAll("[^A-Za-z0-9_.-]", "-").replaceFirst("^[.-]+", "");
        String bounded = usable.substring(0, Math.min(usable.length(), maxLength));
        return bounded.isEmpty() ? otherwise : bounded;
    }
}
