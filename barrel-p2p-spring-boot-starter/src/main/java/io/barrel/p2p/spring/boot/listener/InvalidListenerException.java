package io.barrel.p2p.spring.boot.listener;

import org.jspecify.annotations.Nullable;

/** A method cannot be what its {@link P2pListener} says. The message names bean and method and says what is wrong. */
public final class InvalidListenerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    InvalidListenerException(String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /** What to do about it, as a sentence. */
    public String remedy() {
        return remedy;
    }
}
