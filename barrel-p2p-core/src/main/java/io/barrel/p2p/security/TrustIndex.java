package io.barrel.p2p.security;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the trust store knows of its pins beside the keys: a header line, then per pin a line with the tab-separated fields
 * name, file, addedAt, lastSeen ({@code -} for never), source, fingerprint, followed ({@code -} for never) and predecessors
 * (between commas, {@code -} for none), sorted by name.
 */
final class TrustIndex {

    private static final String HEADER = "barrel-p2p trust index 2";
    private static final String NONE = "-";
    private static final int FIELDS = 8;
    /** Above any line that is written: two names, three times, a source and fingerprints. */
    private static final int MAX_LINE = 1_800;

    private TrustIndex() {}

    /**
     * A line.
     *
     * @param node the name
     * @param addedAt when it was pinned
     * @param lastSeen when it last authenticated; null if never
     * @param source who pinned it
     * @param fingerprint of the pinned key
     * @param followed as {@link Pin#followed}
     * @param predecessors as {@link Pin#predecessors}
     */
    record Entry(
            NodeId node,
            Instant addedAt,
            @Nullable Instant lastSeen,
            Pin.Source source,
            String fingerprint,
            @Nullable Instant followed,
            List<String> predecessors) {

        static Entry of(Pin pin) {
            return new Entry(
                    pin.node(),
                    pin.addedAt(),
                    pin.lastSeen(),
                    pin.source(),
                    pin.publicKey().fingerprint(),
                    pin.followed(),
                    pin.predecessors());
        }

        String file() {
            return PinDirectory.fileName(node);
        }

        Pin with(PublicKey key) {
            return new Pin(node, key, addedAt, lastSeen, source, predecessors, followed);
        }
    }

    /** The most bytes that an index of that many pins has. */
    static int maxBytes(int pins) {
        return (int) Math.min(Integer.MAX_VALUE - 64, (pins + 1L) * MAX_LINE);
    }

    static byte[] encode(Collection<Pin> pins) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        pins.stream().sorted(Comparator.comparing(Pin::node)).map(Entry::of).forEach(entry -> append(text, entry));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void append(StringBuilder text, Entry entry) {
        text.append(entry.node()).append('\t');
        text.append(entry.file()).append('\t');
        text.append(entry.addedAt()).append('\t');
        text.append(text(entry.lastSeen())).append('\t');
        text.append(entry.source().name().toLowerCase(Locale.ROOT)).append('\t');
        text.append(entry.fingerprint()).append('\t');
        text.append(text(entry.followed())).append('\t');
        text.append(entry.predecessors().isEmpty() ? NONE : String.join(",", entry.predecessors()))
                .append('\n');
    }

    private static String text(@Nullable Instant time) {
        return time == null ? NONE : time.toString();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws MalformedInputException naming the line, for anything else
     */
    static List<Entry> parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Entry> entries = new ArrayList<>();
        Set<NodeId> seen = new HashSet<>();
        int number = 0;
        for (int begin = 0; begin < text.length(); ) {
            int end = text.indexOf('\n', begin);
            number++;
            if (end < 0) {
                throw malformed(number, "is cut off", null);
            }
            String line = text.substring(begin, end);
            if (number == 1) {
                if (!line.equals(HEADER)) {
                    throw malformed(number, "is not '" + HEADER + "'", null);
                }
            } else {
                Entry entry = entry(number, line);
                if (!seen.add(entry.node())) {
                    throw malformed(number, "names " + entry.node() + " a second time", null);
                }
                entries.add(entry);
            }
            begin = end + 1;
        }
        if (number == 0) {
            throw malformed(1, "is missing", null);
        }
        return entries;
    }

    private static Entry entry(int number, String line) {
        String[] fields = line.split("\t", -1);
        if (line.length() > MAX_LINE || fields.length != FIELDS) {
            throw malformed(number, "does not have " + FIELDS + " fields between tabs", null);
        }
        try {
            Entry entry = new Entry(
                    NodeId.of(fields[0]),
                    Instant.parse(fields[2]),
                    time(fields[3]),
                    source(number, fields[4]),
                    fields[5],
                    time(fields[6]),
                    fields[7].equals(NONE) ? List.of() : List.of(fields[7].split(",", -1)));
            if (!fields[1].equals(entry.file())) {
                throw malformed(number, "names a file that is not the one of its node", null);
            }
            if (!Fingerprint.isOne(entry.fingerprint())
                    || !entry.predecessors().stream().allMatch(Fingerprint::isOne)
                    || entry.predecessors().size() > Pin.MAX_PREDECESSORS) {
                throw malformed(number, "has a fingerprint that is none, or too many", null);
            }
            return entry;
        } catch (DateTimeParseException e) {
            throw malformed(number, "has a time that is none", e);
        }
    }

    private static @Nullable Instant time(String text) {
        return text.equals(NONE) ? null : Instant.parse(text);
    }

    private static Pin.Source source(int number, String word) {
        for (Pin.Source source : Pin.Source.values()) {
            if (source.name().toLowerCase(Locale.ROOT).equals(word)) {
                return source;
            }
        }
        throw malformed(number, "has a source that is neither tofu nor operator nor succession", null);
    }

    private static MalformedInputException malformed(int line, String problem, @Nullable Throwable cause) {
        String message = "line " + line + " " + problem;
        return cause == null ? new MalformedInputException(message) : new MalformedInputException(message, cause);
    }
}
