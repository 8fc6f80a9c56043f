package io.barrel.p2p.security;

import io.barrel.p2p.error.InvalidConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The secret that all nodes of a cluster share. Its text never appears in {@code toString}, logs or errors. */
public final class Cookie {

    /** The well-known default; it keeps nobody out. */
    public static final Cookie PLACEHOLDER = of("barrel_p2p");

    private final byte[] secret;

    private Cookie(byte[] secret) {
        this.secret = secret;
    }

    /**
     * The cookie of that text.
     *
     * @throws InvalidConfigurationException if it is empty or longer than 1,024 bytes
     */
    public static Cookie of(String text) {
        byte[] secret = text.getBytes(StandardCharsets.UTF_8);
        if (secret.length == 0 || secret.length > 1024) {
            throw new InvalidConfigurationException(
                    "cookie", "******", "must have 1 to 1024 bytes, has " + secret.length);
        }
        return new Cookie(secret);
    }

    /** Whether this is the well-known default. */
    public boolean isPlaceholder() {
        return equals(PLACEHOLDER);
    }

    byte[] secret() {
        return secret.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cookie cookie && Arrays.equals(secret, cookie.secret);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(secret);
    }

    @Override
    public String toString() {
        return "Cookie[******]";
    }
}
