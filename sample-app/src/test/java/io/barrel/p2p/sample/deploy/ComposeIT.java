package io.barrel.p2p.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.sample.deploy.PromQuery.Selector;
import io.barrel.p2p.sample.deploy.Scrape.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.convert.DurationStyle;
import tools.jackson.databind.JsonNode;

/**
 * The compose file's nodes as processes, and its Prometheus where there is one. They meet, ask each other, and one is stopped and
 * started again; then it is looked at what they say, and at what the rules and the dashboard find of it.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "each node has a loopback address of its own")
class ComposeIT {

    private static final Path LOGS = Path.of("target/it-logs/ComposeIT").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SIGTERM = 128 + 15;
    private static final String STOPPED = "node-3";
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)}}");

    @TempDir
    private static Path directory;

    private static ComposeCluster cluster;
    private static @Nullable PrometheusServer prometheus;
    private static Map<Path, Long> image;
    private static String fingerprint;
    private static int exitCode;
    private static String scraped;
    private static Scrape scrape;

    @BeforeAll
    static void startStopAndStartAgain() throws IOException, InterruptedException {
        cluster = new ComposeCluster(directory, LOGS);
        image = cluster.image().content();
        cluster.awaitMesh();
        askAround();
        startPrometheus();
        fingerprint = fingerprint();

        exitCode = cluster.node(STOPPED)
                .stop(DurationStyle.detectAndParse(cluster.compose()
                        .service(STOPPED)
                        .path("stop_grace_period")
                        .asString()));
        cluster.awaitMeshOf(cluster.compose().nodes().subList(0, 2));
        cluster.start(STOPPED);
        cluster.awaitMesh();
        askAround();

        scraped = cluster.nodes().stream()
                .map(node -> node.text("/actuator/prometheus"))
                .collect(Collectors.joining());
        scrape = Scrape.parse(scraped);
    }

    @AfterAll
    static void end() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void everyNodeIsReadyAndHasNothingToComplainOf() throws IOException {
        for (String name : cluster.compose().nodes()) {
            Container node = cluster.node(name);
            JsonNode readiness = node.json("/actuator/health/readiness");
            assertThat(readiness.path("status").asString()).isEqualTo("UP");
            assertThat(readiness.path("components").propertyNames()).contains("readinessState", "p2p");
            assertThat(node.status("/actuator/health/liveness")).isEqualTo(200);
            assertThat(node.warnings()).isEmpty();
        }
    }

    @Test
    void healthcheckTellsAReadyNodeFromOneThatIsNot() throws IOException {
        for (String name : cluster.compose().nodes()) {
            int port = cluster.node(name).port();
            assertThat(healthcheck(name, port, "readiness")).isZero();
            assertThat(healthcheck(name, port, "nothing")).isNotZero();
        }
        assertThat(healthcheck(STOPPED, Host.freePort(), "readiness")).isNotZero();
    }

    @Test
    void stoppedNodeEndedInOrderAndCameBackAsTheSame() {
        assertThat(exitCode).isEqualTo(SIGTERM);
        assertThat(fingerprint()).isEqualTo(fingerprint);
        assertThat(scrape.of("barrel_p2p_hyparview_peer_down_total"))
                .filteredOn(sample -> "graceful".equals(sample.labels().get("reason")))
                .filteredOn(sample -> sample.value() >= 1)
                .as("the two others were told")
                .hasSize(2);
    }

    @Test
    void nothingIsWrittenOutsideOfTheVolumes() throws IOException {
        assertThat(cluster.image().content()).isEqualTo(image);
        for (String node : cluster.compose().nodes()) {
            assertThat(children(cluster.root(node))).containsExactlyInAnyOrder("srv", "tmp");
            assertThat(children(cluster.root(node).resolve("srv"))).containsExactlyInAnyOrder("data", "topology");
            assertThat(children(cluster.root(node).resolve("srv/data"))).contains("node");
        }
    }

    @Test
    void everyMetricThatIsAskedForIsThere() {
        List<PromQuery> queries = Monitoring.all();

        assertThat(queries).hasSizeGreaterThan(50);
        assertThat(queries.stream().flatMap(query -> query.selectors().stream()).collect(Collectors.toSet()))
                .hasSizeGreaterThan(40)
                .allMatch(selector -> !selected(selector).isEmpty());
        assertThat(queries.stream().flatMap(query -> query.recorded().stream()).collect(Collectors.toSet()))
                .isNotEmpty()
                .isSubsetOf(Monitoring.recordings().keySet());
        assertThat(selected(new Selector("barrel_p2p_dist_auth_attempts_total", Map.of("outcome", "failed"))))
                .as("a value that there is not")
                .isEmpty();
    }

    @Test
    void everyLabelThatIsAskedForIsThere() {
        for (PromQuery query : Monitoring.all()) {
            query.selectors()
                    .forEach(selector ->
                            assertThat(labels(selector)).as(query.text()).containsAll(query.grouping()));
        }
        for (Monitoring.Target target : Monitoring.dashboard()) {
            Set<String> legend = LEGEND_LABEL
                    .matcher(target.legend())
                    .results()
                    .map(label -> label.group(1))
                    .collect(Collectors.toSet());
            legend.remove("instance");
            target.query()
                    .selectors()
                    .forEach(selector ->
                            assertThat(labels(selector)).as(target.legend()).containsAll(legend));
        }
    }

    @Test
    void timersHaveTheBucketsOfPercentiles() {
        for (String timer : List.of("barrel_p2p_dist_auth_duration_seconds", "barrel_p2p_request_duration_seconds")) {
            assertThat(scrape.of(timer + "_bucket"))
                    .extracting(sample -> sample.labels().get("le"))
                    .contains("+Inf")
                    .filteredOn(bound -> !bound.equals("+Inf"))
                    .extracting(Double::valueOf)
                    .hasSizeGreaterThan(20)
                    .anyMatch(bound -> bound < 0.01)
                    .anyMatch(bound -> bound > 5);
        }
    }

    @Test
    void promtoolHasNothingToSayOfOurMetrics() throws IOException {
        Tool.assumeInstalled("promtool");
        String text = cluster.node(STOPPED).text("/actuator/prometheus");

        Tool.Result result = Tool.run(directory, Map.of(), text, List.of("promtool", "check", "metrics"))
                .report("promtool check metrics");

        assertThat(result.output().lines().filter(line -> line.contains("barrel_p2p")))
                .as("but that Micrometer describes no observation")
                .allMatch(line -> line.matches("barrel_p2p_(request|handle)(_active)?_seconds(_max)? no help text"));
        assertThat(result.output()).doesNotContain("error while linting");
    }

    @Test
    void prometheusScrapesTheNodesAndEvaluatesTheRules() {
        PrometheusServer server = prometheus();

        assertThat(server.targets())
                .hasSize(3)
                .allSatisfy(target -> assertThat(target.path("health").asString())
                        .as(target.toString())
                        .isEqualTo("up"));
        assertThat(server.rules())
                .hasSize(Monitoring.recordings().size() + Monitoring.alerts().size())
                .allSatisfy(rule -> assertThat(rule.path("health").asString())
                        .as(rule.toString())
                        .isEqualTo("ok"))
                .noneMatch(rule -> rule.path("state").asString("").equals("firing"));
    }

    @Test
    void everyQueryOfTheDashboardHasAnAnswer() {
        PrometheusServer server = prometheus();

        await().atMost(PATIENCE).untilAsserted(() -> {
            for (Monitoring.Target target : Monitoring.dashboard()) {
                // Failures are left out while there are none.
                String query = target.query().text().replaceAll("\\) > 0$", ")");
                assertThat(server.query(query)).as(query).isNotEmpty();
            }
        });
    }

    @Test
    void percentilesAreNumbers() {
        PrometheusServer server = prometheus();
        List<String> percentiles = Stream.concat(
                        Monitoring.recordings().keySet().stream(),
                        Monitoring.dashboard().stream()
                                .map(target -> target.query().text())
                                .filter(query -> query.startsWith("histogram_quantile")))
                .toList();

        assertThat(percentiles).hasSize(5);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(percentiles)
                        .allSatisfy(query -> assertThat(server.query(query))
                                .as(query)
                                .extracting(sample ->
                                        Double.valueOf(sample.at("/value/1").asString()))
                                .anyMatch(seconds -> seconds > 0 && seconds < 30)));
    }

    /** Has every node ask every node. */
    private static void askAround() {
        for (Container node : cluster.nodes()) {
            await().atMost(PATIENCE)
                    .until(() -> Stream.generate(() -> node.json("/api/price"))
                                    .limit(6)
                                    .map(price -> price.path("node").asString())
                                    .collect(Collectors.toSet())
                                    .size()
                            == 3);
        }
    }

    /** Waits until it has seen the nodes, so that it sees what they count from here on. */
    private static void startPrometheus() throws IOException {
        if (!Tool.isInstalled(PrometheusServer.PROGRAM)) {
            return;
        }
        PrometheusServer server = PrometheusServer.start(
                Files.createDirectory(directory.resolve("prometheus")),
                cluster.nodes().stream().map(node -> "localhost:" + node.port()).toList(),
                LOGS.resolve("prometheus.log"));
        prometheus = server;
        await().atMost(PATIENCE)
                .until(() -> server.query("barrel_p2p_hyparview_view{view=\"active\"} == 2")
                                .size()
                        == 3);
    }

    private static PrometheusServer prometheus() {
        Tool.assumeInstalled(PrometheusServer.PROGRAM);
        if (prometheus == null) {
            throw new AssertionError("Prometheus was not started");
        }
        return prometheus;
    }

    private static String fingerprint() {
        return cluster.node(STOPPED)
                .json("/actuator/p2p/auth")
                .at("/identity/fingerprint")
                .asString();
    }

    /** The exit code of a node's check, at that port and of that group. */
    private static int healthcheck(String node, int port, String group) throws IOException {
        List<String> test = DeployFiles.strings(cluster.compose().service(node).at("/healthcheck/test"));
        assertThat(test.get(0)).isEqualTo("CMD");
        assertThat(test.get(3)).contains("/localhost/8080 ", "/actuator/health/readiness ");
        return Tool.run(
                        directory,
                        test.stream()
                                .skip(1)
                                .map(word -> word.replace("/8080", "/" + port).replace("readiness", group))
                                .toArray(String[]::new))
                .code();
    }

    private static List<Sample> selected(Selector selector) {
        return scrape.samples().stream().filter(selector::selects).toList();
    }

    private static Set<String> labels(Selector selector) {
        Set<String> labels = new HashSet<>();
        selected(selector).forEach(sample -> labels.addAll(sample.labels().keySet()));
        return labels;
    }

    private static List<String> children(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
