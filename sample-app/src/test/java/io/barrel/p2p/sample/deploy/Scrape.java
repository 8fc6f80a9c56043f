package io.barrel.p2p.sample.deploy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /actuator/prometheus} answers. */
record Scrape(List<Sample> samples) {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** A line. */
    record Sample(String metric, Map<String, String> labels, double value) {

        private static Sample parse(String line) {
            Matcher matcher = SAMPLE.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("not a sample: " + line);
            }
            Map<String, String> labels = new HashMap<>();
            if (matcher.group(2) != null) {
                LABEL.matcher(matcher.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
            }
            String value = matcher.group(3);
            return new Sample(
                    matcher.group(1), labels, value.endsWith("Inf") ? Double.MAX_VALUE : Double.parseDouble(value));
        }
    }

    static Scrape parse(String text) {
        return new Scrape(text.lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(Sample::parse)
                .toList());
    }

    List<Sample> of(String metric) {
        return samples.stream().filter(sample -> sample.metric().equals(metric)).toList();
    }
}
