package io.barrel.p2p.sample.deploy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What is asked of Prometheus: the rules and the dashboard. */
final class Monitoring {

    static final Path RULES = DeployFiles.DEPLOY.resolve("prometheus/rules.yml");

    static final Path RULE_TESTS = RULES.resolveSibling("rules_test.yml");

    private static final Path DASHBOARD = DeployFiles.DEPLOY.resolve("grafana/barrel-p2p.json");

    private Monitoring() {}

    /** A query of the dashboard, and what its legend is made of. */
    record Target(PromQuery query, String legend) {}

    /** The expressions of recording rules, by what they record. */
    static Map<String, PromQuery> recordings() {
        return rules("record");
    }

    /** The expressions of alerts, by name. */
    static Map<String, PromQuery> alerts() {
        return rules("alert");
    }

    static List<Target> dashboard() {
        return DeployFiles.json(DASHBOARD).findValues("targets").stream()
                .flatMap(JsonNode::valueStream)
                .map(target -> new Target(
                        PromQuery.ofDashboard(target.path("expr").asString()),
                        target.path("legendFormat").asString()))
                .toList();
    }

    /** Every query there is. */
    static List<PromQuery> all() {
        return Stream.of(
                        recordings().values().stream(),
                        alerts().values().stream(),
                        dashboard().stream().map(Target::query))
                .flatMap(queries -> queries)
                .toList();
    }

    private static Map<String, PromQuery> rules(String kind) {
        return DeployFiles.yaml(RULES)
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .filter(rule -> rule.has(kind))
                .collect(Collectors.toMap(
                        rule -> rule.path(kind).asString(),
                        rule -> new PromQuery(rule.path("expr").asString()),
                        (one, other) -> {
                            throw new IllegalStateException("a name twice");
                        },
                        TreeMap::new));
    }
}
