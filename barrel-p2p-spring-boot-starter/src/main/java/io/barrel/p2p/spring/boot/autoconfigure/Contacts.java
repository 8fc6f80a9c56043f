package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.discovery.ContactSpec;
import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.wire.MalformedInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads lists of contacts; a bad one is refused by its property and index. */
final class Contacts {

    private Contacts() {}

    /** The contacts that a property lists; a missing port is this node's own. */
    static List<ContactSpec> parse(String property, List<String> texts, int listenPort) {
        return each(property, texts, text -> ContactSpec.parse(text, listenPort));
    }

    /** The DNS names that a property lists, with or without the leading {@code dns:}. */
    static List<ContactSpec.Dns> parseNames(String property, List<String> texts, int listenPort) {
        return each(property, texts, text -> {
            String spec = text.startsWith("dns:") ? text : "dns:" + text;
            return (ContactSpec.Dns) ContactSpec.parse(spec, listenPort);
        });
    }

    private static <T> List<T> each(String property, List<String> texts, Function<String, T> reader) {
        List<T> read = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            try {
                read.add(reader.apply(text));
            } catch (MalformedInputException e) {
                InvalidConfigurationException refused = new InvalidConfigurationException(
                        property + "[" + i + "]", text, "cannot be read as a contact: " + e.getMessage());
                refused.initCause(e);
                throw refused;
            }
        }
        return read;
    }
}
