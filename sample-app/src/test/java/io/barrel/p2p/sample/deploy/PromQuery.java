package io.barrel.p2p.sample.deploy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An expression of PromQL over metrics of this project, as far as to say what it asks for.
 *
 * @param text without variables of Grafana
 */
record PromQuery(String text) {

    private static final Pattern SELECTOR = Pattern.compile("\\b(barrel_p2p\\w*)(:\\w+)*(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on|without|ignoring)\\s*\\(([^)]*)\\)");

    /** Given to each series by Prometheus. */
    private static final Set<String> TARGET_LABELS = Set.of("job", "instance");

    /** The series of a metric that have these labels, with a regular expression for each value. */
    record Selector(String metric, Map<String, String> labels) {

        boolean selects(Scrape.Sample sample) {
            return sample.metric().equals(metric)
                    && labels.entrySet().stream()
                            .allMatch(label -> sample.labels()
                                    .getOrDefault(label.getKey(), "")
                                    .matches(label.getValue()));
        }
    }

    static PromQuery ofDashboard(String expression) {
        return new PromQuery(expression
                .replace("$__rate_interval", "5m")
                .replace("$job", ".+")
                .replace("$instance", ".+"));
    }

    /** What is selected, names with a colon left out: they are recorded by rules. */
    List<Selector> selectors() {
        return SELECTOR.matcher(text)
                .results()
                .filter(match -> match.group(2) == null)
                .map(match -> new Selector(match.group(1), labels(match)))
                .toList();
    }

    /** The recorded series that are asked for. */
    Set<String> recorded() {
        return SELECTOR.matcher(text)
                .results()
                .filter(match -> match.group(2) != null)
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    /** The labels by which anything is grouped or joined, but those every series has. */
    Set<String> grouping() {
        Set<String> labels = new HashSet<>();
        GROUPING.matcher(text)
                .results()
                .flatMap(match -> Pattern.compile(",").splitAsStream(match.group(1)))
                .map(String::strip)
                .forEach(labels::add);
        labels.removeAll(TARGET_LABELS);
        return labels;
    }

    private static Map<String, String> labels(MatchResult selector) {
        Map<String, String> labels = new HashMap<>();
        if (selector.group(3) != null) {
            MATCHER.matcher(selector.group(3)).results().forEach(matcher -> {
                if (matcher.group(2).startsWith("!")) {
                    throw new IllegalArgumentException("not understood: " + selector.group());
                }
                boolean literal = matcher.group(2).equals("=");
                labels.put(matcher.group(1), literal ? Pattern.quote(matcher.group(3)) : matcher.group(3));
            });
        }
        TARGET_LABELS.forEach(labels::remove);
        return labels;
    }
}
