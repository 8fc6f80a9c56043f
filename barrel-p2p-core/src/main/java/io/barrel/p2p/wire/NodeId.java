package io.barrel.p2p.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a node, {@code name@host}: 3 to 255 ASCII bytes with exactly one {@code @}; each part starts with
 * {@code [A-Za-z0-9_]} and continues with {@code [A-Za-z0-9_.-]}. It is an identity, not an address: the host part is
 * never resolved.
 *
 * <p>Ordered by its bytes; immutable and safe for use by any thread.
 *
 * @param value the whole name
 */
public record NodeId(String value) implements Comparable<NodeId> {

    /** The longest name, in bytes. */
    public static final int MAX_LENGTH = 255;

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static final int SHOWN = 64;
    private static final int MAX_PLAIN_FILE_NAME = 200;
    private static final int KEPT_OF_FILE_NAME = 150;
    private static final int DIGEST_OF_FILE_NAME = 16;

    /**
     * Checks the form.
     *
     * @throws MalformedInputException if {@code value} is not a node name
     */
    public NodeId {
        if (value.length() > MAX_LENGTH || !FORM.matcher(value).matches()) {
            throw new MalformedInputException("'" + printable(value)
                    + "' is not a node name: expected name@host, at most 255 characters, each part made of letters,"
                    + " digits, '_', '.' and '-' and starting with a letter, a digit or '_'");
        }
    }

    /**
     * The node of that name.
     *
     * @throws MalformedInputException if {@code value} is not a node name
     */
    public static NodeId of(String value) {
        return new NodeId(value);
    }

    /** The part before the {@code @}. */
    public String name() {
        return value.substring(0, value.indexOf('@'));
    }

    /** The part after the {@code @}. */
    public String host() {
        return value.substring(value.indexOf('@') + 1);
    }

    /**
     * The name of a file about this node, without an extension: the node's name if that has at most 200 bytes and no
     * upper-case letter, else its first 150 bytes in lower case, a tilde, and the first 32 hex digits of the name's SHA-256.
     * So two nodes never share a file on a file system that ignores case (a tilde is in no node name), and no file name
     * exceeds what file systems take.
     */
    public String fileName() {
        String lower = value.toLowerCase(Locale.ROOT);
        if (value.length() <= MAX_PLAIN_FILE_NAME && value.equals(lower)) {
            return value;
        }
        return lower.substring(0, Math.min(KEPT_OF_FILE_NAME, lower.length())) + '~' + digest(value);
    }

    private static String digest(String value) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, DIGEST_OF_FILE_NAME);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static String printable(String value) {
        String head = value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
        return head.replaceAll("\\p{Cntrl}", "?");
    }
}
