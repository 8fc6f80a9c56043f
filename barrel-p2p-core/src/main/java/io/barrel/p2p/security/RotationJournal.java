package io.barrel.p2p.security;

import io.barrel.p2p.wire.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The decision to replace a pair of files: once it is on the disk the new pair is the one that counts.
 *
 * @param secret fingerprint of the new private file
 * @param open fingerprint of the new public file
 * @param backup name of the directory that keeps the old pair; null if there was none
 */
record RotationJournal(String secret, String open, @Nullable String backup) {

    /** The most bytes a journal has. */
    static final int MAX_BYTES = 512;

    private static final Pattern FORM = Pattern.compile("""
            barrel-p2p rotation 1
            private ([0-9a-f]{64})
            public ([0-9a-f]{64})
            backup (-|[0-9TZ-]{1,64})
            """);
    private static final String NONE = "-";

    byte[] encode() {
        String text = """
                barrel-p2p rotation 1
                private %s
                public %s
                backup %s
                """.formatted(secret, open, backup == null ? NONE : backup);
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static RotationJournal parse(byte[] bytes) {
        Matcher matcher = FORM.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        if (!matcher.matches()) {
            throw new MalformedInputException("it is not a rotation journal of version 1");
        }
        String backup = matcher.group(3);
        return new RotationJournal(matcher.group(1), matcher.group(2), NONE.equals(backup) ? null : backup);
    }
}
