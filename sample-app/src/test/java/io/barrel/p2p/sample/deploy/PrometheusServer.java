package io.barrel.p2p.sample.deploy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A real Prometheus with the configuration of compose, but for its targets and its pace, and with the rules. */
final class PrometheusServer implements AutoCloseable {

    static final String PROGRAM = "prometheus";

    private static final Path CONFIG = ComposeFile.FILE.resolveSibling("prometheus.yml");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient http = HttpClient.newHttpClient();
    private static final JsonMapper json = new JsonMapper();

    private final Process process;
    private final String url;

    private PrometheusServer(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts one that scrapes every second.
     *
     * @param directory for its files
     * @param log its output
     */
    static PrometheusServer start(Path directory, List<String> targets, Path log) throws IOException {
        ObjectNode config = (ObjectNode) DeployFiles.yaml(CONFIG);
        ((ObjectNode) config.path("global")).put("scrape_interval", "1s").put("evaluation_interval", "1s");
        ArrayNode list = ((ObjectNode) config.at("/scrape_configs/0/static_configs/0")).putArray("targets");
        targets.forEach(list::add);
        Files.copy(Monitoring.RULES, directory.resolve("rules.yml"));
        Path file = Files.writeString(directory.resolve("prometheus.yml"), json.writeValueAsString(config));
        String address = "127.0.0.1:" + Host.freePort();
        Process process = new ProcessBuilder(
                        PROGRAM,
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=" + address)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        PrometheusServer server = new PrometheusServer(process, "http://" + address);
        await().alias("Prometheus; see " + log).atMost(PATIENCE).until(server::isReady);
        return server;
    }

    /** The samples that an expression has now. */
    List<JsonNode> query(String expression) {
        JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        return answer.at("/data/result").valueStream().toList();
    }

    /** The groups of rules, each with what came of its last evaluation. */
    List<JsonNode> rules() {
        return get("/api/v1/rules")
                .at("/data/groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .toList();
    }

    /** What is scraped. */
    List<JsonNode> targets() {
        return get("/api/v1/targets").at("/data/activeTargets").valueStream().toList();
    }

    private JsonNode get(String path) {
        try {
            HttpResponse<String> response = send(path);
            JsonNode answer = json.readTree(response.body());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(path + ": " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReady() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("exit code " + process.exitValue());
        }
        try {
            return send("/-/ready").statusCode() == 200;
        } catch (ConnectException notYet) {
            return false;
        }
    }

    private HttpResponse<String> send(String path) throws IOException {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
