package io.barrel.p2p.discovery;

import io.barrel.p2p.wire.MalformedInputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * An SRV record, RFC 2782.
 *
 * @param priority 0 to 65535, the smaller the sooner
 * @param weight 0 to 65535, share among records of one priority
 * @param port 0 to 65535
 * @param target host name, with or without the final dot; a lone dot says that there is no such service
 */
record SrvRecord(int priority, int weight, int port, String target) {

    private static final int MAX = 65_535;

    /** Reads {@code priority weight port target}. */
    static SrvRecord parse(String text) {
        String[] parts = text.trim().split("\\s+", 5);
        if (parts.length != 4) {
            throw new MalformedInputException("not an SRV record: '" + ContactSpecParser.shown(text) + "'");
        }
        return new SrvRecord(number(parts[0], text), number(parts[1], text), number(parts[2], text), parts[3]);
    }

    /** By priority; among equals at random, in proportion to the weights (RFC 2782, "Weight"). */
    static List<SrvRecord> inOrder(List<SrvRecord> records, Random random) {
        // Sorting by an exponentially distributed key of rate `weight` draws without replacement in proportion to
        // weight.
        List<Drawn> drawn = new ArrayList<>();
        for (SrvRecord record : records) {
            drawn.add(new Drawn(record, -Math.log(1 - random.nextDouble()) / Math.max(record.weight, 0.01)));
        }
        drawn.sort(Comparator.comparingInt((Drawn entry) -> entry.record.priority)
                .thenComparingDouble(entry -> entry.key));
        return drawn.stream().map(Drawn::record).toList();
    }

    /** The target without its final dot. */
    String host() {
        return target.endsWith(".") ? target.substring(0, target.length() - 1) : target;
    }

    boolean isUnavailable() {
        return target.equals(".");
    }

    private static int number(String digits, String text) {
        try {
            int number = Integer.parseInt(digits);
            if (number >= 0 && number <= MAX) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new MalformedInputException("not an SRV record: '" + ContactSpecParser.shown(text) + "'", e);
        }
        throw new MalformedInputException("not an SRV record: '" + ContactSpecParser.shown(text) + "'");
    }

    private record Drawn(SrvRecord record, double key) {}
}
