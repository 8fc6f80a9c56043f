package io.barrel.p2p.spring.boot.method;

import org.jspecify.annotations.Nullable;

/** A method cannot be what its annotation says. The message names bean and method and says what is wrong. */
public final class InvalidMethodException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    InvalidMethodException(String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /** What to do about it, as a sentence. */
    public String remedy() {
        return remedy;
    }
}
