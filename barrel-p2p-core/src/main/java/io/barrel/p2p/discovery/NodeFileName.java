package io.barrel.p2p.discovery;

import io.barrel.p2p.wire.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The file name of a node: its name if that has at most 200 bytes and no upper-case letter, else its first 150 bytes in
 * lower case, a tilde, and the first 32 hex digits of the name's SHA-256. So two nodes never share a file on a file system
 * that ignores case, and no name exceeds NAME_MAX.
 */
final class NodeFileName {

    private static final int MAX_PLAIN = 200;
    private static final int SHORTENED = 150;
    private static final int DIGEST_BYTES = 16;

    private NodeFileName() {}

    /** The file name, without an extension. */
    static String of(NodeId node) {
        String name = node.value();
        String lower = name.toLowerCase(Locale.ROOT);
        if (name.length() <= MAX_PLAIN && name.equals(lower)) {
            return name;
        }
        return lower.substring(0, Math.min(SHORTENED, lower.length())) + '~' + digest(name);
    }

    private static String digest(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
