package io.barrel.p2p.discovery;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Logs what goes wrong again and again: a warning when a source begins to fail or fails otherwise than before, debug while
 * it goes on failing the same way, info when it works again. One thread at a time; remembers one message per source, of at most 1,024.
 */
final class RepeatedFailures {

    private static final int MAX_REMEMBERED = 1_024;

    private final Logger log;
    private final Map<String, String> messages = new HashMap<>();

    RepeatedFailures(Logger log) {
        this.log = log;
    }

    /** The source failed; {@code doing} is what it was asked, as in "look-up of contacts". */
    void failed(String source, String doing, Exception failure) {
        String reason = String.valueOf(failure.getMessage() == null ? failure : failure.getMessage());
        if (messages.size() >= MAX_REMEMBERED) {
            messages.clear();
        }
        boolean news = !reason.equals(messages.put(source + ' ' + doing, reason));
        log.atLevel(news ? Level.WARN : Level.DEBUG)
                .addKeyValue("source", source)
                .addKeyValue("reason", reason)
                // A checked failure is told by its message; anything else is a defect, whose place matters.
                .setCause(news && failure instanceof RuntimeException ? failure : null)
                .log("{} failed at {}: {}", doing, source, reason);
    }

    /** The source worked. */
    void worked(String source, String doing) {
        if (messages.remove(source + ' ' + doing) != null) {
            log.atInfo().addKeyValue("source", source).log("{} works again at {}", doing, source);
        }
    }
}
