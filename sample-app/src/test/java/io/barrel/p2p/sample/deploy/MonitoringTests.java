package io.barrel.p2p.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barrel.p2p.sample.deploy.PromQuery.Selector;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What can be said of rules and dashboard without a scrape, and that what they ask for is understood. */
class MonitoringTests {

    private static final Path PAGE = DeployFiles.PROJECT.resolve("docs/how-to/monitoring.md");

    @Test
    void everyAlertHasATestInWhichItFiresAndOneInWhichItDoesNot() {
        List<JsonNode> tests = DeployFiles.yaml(Monitoring.RULE_TESTS).findValues("alert_rule_test").stream()
                .flatMap(JsonNode::valueStream)
                .toList();

        assertThat(Monitoring.alerts().keySet())
                .hasSize(8)
                .allSatisfy(alert -> assertThat(tests)
                        .filteredOn(test -> test.path("alertname").asString().equals(alert))
                        .extracting(test -> test.path("exp_alerts").isEmpty())
                        .contains(true, false));
    }

    @Test
    void everyAlertLeadsToItsSectionOfThePage() {
        List<JsonNode> rules = DeployFiles.yaml(Monitoring.RULES).findValues("rules").stream()
                .flatMap(JsonNode::valueStream)
                .filter(rule -> rule.has("alert"))
                .toList();

        assertThat(rules).hasSize(8).allSatisfy(rule -> {
            String alert = rule.path("alert").asString();
            assertThat(rule.at("/annotations/runbook").asString())
                    .isEqualTo("docs/how-to/monitoring.md#" + alert.toLowerCase(Locale.ROOT));
            assertThat(DeployFiles.text(PAGE)).contains("\n### " + alert + "\n");
        });
    }

    @Test
    void dashboardAsksForTheNodesThatAreChosen() {
        assertThat(Monitoring.dashboard())
                .hasSize(48)
                .extracting(target -> target.query().text())
                .allSatisfy(query -> assertThat(query.split("barrel_p2p", -1))
                        .hasSameSizeAs(query.split("\\{job=~\"\\.\\+\", instance=~\"\\.\\+\"", -1)))
                .noneMatch(query -> query.contains("$"));
    }

    @Test
    void queryIsUnderstood() {
        PromQuery query = new PromQuery("sum by (job, reason) (rate(barrel_p2p_a_total{job=~\"x\", k=\"v.\"}[5m])) "
                + "> on (instance) barrel_p2p:b:p95 or barrel_p2p_c");

        assertThat(query.selectors())
                .containsExactly(
                        new Selector("barrel_p2p_a_total", Map.of("k", "\\Qv.\\E")),
                        new Selector("barrel_p2p_c", Map.of()));
        assertThat(query.recorded()).containsExactly("barrel_p2p:b:p95");
        assertThat(query.grouping()).containsExactly("reason");
        assertThatThrownBy(() -> new PromQuery("barrel_p2p_a{k!=\"v\"}").selectors())
                .hasMessageContaining("not understood");
    }

    @Test
    void selectorTellsSamplesApart() {
        Scrape scrape = Scrape.parse("""
                # HELP a_total Says so.
                a_total{k="v",l="{w}"} 1.0
                a_total{k="u"} 2.0
                b 3.0
                """);

        assertThat(scrape.samples().stream().filter(new Selector("a_total", Map.of("k", "v|w"))::selects))
                .containsExactly(new Scrape.Sample("a_total", Map.of("k", "v", "l", "{w}"), 1));
        assertThat(scrape.samples().stream().filter(new Selector("a_total", Map.of("m", ".+"))::selects))
                .isEmpty();
        assertThat(scrape.of("b")).containsExactly(new Scrape.Sample("b", Map.of(), 3));
    }
}
