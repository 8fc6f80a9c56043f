package io.barrel.p2p.wire;

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
