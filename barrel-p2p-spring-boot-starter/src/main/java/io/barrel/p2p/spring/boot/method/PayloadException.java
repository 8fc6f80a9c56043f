package io.barrel.p2p.spring.boot.method;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A payload is not what the method takes. The message is one line of bounded length: whoever may send could fill a log with
 * payloads and traces.
 */
public final class PayloadException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Whatever could end a line, drive a terminal or turn the direction of a text. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]+");

    private static final int SHOWN = 500;

    /** A refusal. The reason of the cause is told after the message. */
    public PayloadException(String message, @Nullable Throwable cause) {
        super(printable(message + (cause == null ? "" : ": " + cause.getMessage())), cause);
    }

    private static String printable(String reason) {
        String head = reason.length() > SHOWN ? reason.substring(0, SHOWN) + "…" : reason;
        return UNPRINTABLE.matcher(head).replaceAll(" ");
    }
}
