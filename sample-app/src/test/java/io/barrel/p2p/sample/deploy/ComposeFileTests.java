package io.barrel.p2p.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.discovery.Contact;
import io.barrel.p2p.discovery.StaticDiscovery;
import io.barrel.p2p.sample.deploy.ComposeFile.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.DurationStyle;
import tools.jackson.databind.JsonNode;

/** The compose file fits the image, the files it mounts and the page about it. */
class ComposeFileTests {

    private static final Path PAGE = DeployFiles.PROJECT.resolve("docs/how-to/containers.md");
    private static final Pattern PUBLISHED = Pattern.compile("127\\.0\\.0\\.1:(\\d+):(\\d+)");
    private static final Map<String, String> OTHERS = Map.of("prometheus", "9090", "grafana", "3000");

    private final ComposeFile compose = new ComposeFile();
    private final Dockerfile.Stage image = Dockerfile.read().image();

    @Test
    void nodesAreBuiltFromTheDockerfile() {
        String tag = DeployFiles.text(PAGE).replaceAll("(?s).*docker build -f deploy/Dockerfile -t (\\S+) \\..*", "$1");
        for (String node : compose.nodes()) {
            JsonNode service = compose.service(node);
            Path context = ComposeFile.FILE
                    .resolveSibling(service.at("/build/context").asString())
                    .normalize();
            assertThat(context).isEqualTo(DeployFiles.PROJECT);
            assertThat(context.resolve(service.at("/build/dockerfile").asString()))
                    .isEqualTo(Dockerfile.FILE);
            assertThat(service.path("image").asString()).isEqualTo(tag);
        }
        assertThat(new KubernetesManifests().container().getImage()).isEqualTo(tag);
    }

    @Test
    void otherImagesHaveAVersion() {
        assertThat(compose.services())
                .containsAll(OTHERS.keySet())
                .hasSize(compose.nodes().size() + OTHERS.size());
        assertThat(OTHERS.keySet())
                .allSatisfy(service -> assertThat(
                                compose.service(service).path("image").asString())
                        .matches(".+:v?\\d+\\.\\d+\\.\\d+"));
    }

    @Test
    void whatIsMountedExistsAndIsReadOnlyUnlessItIsAVolume() {
        List<Mount> mounts = compose.services().stream()
                .flatMap(name -> compose.mounts(name).stream())
                .toList();

        assertThat(mounts).filteredOn(mount -> !mount.isVolume()).hasSize(8).allSatisfy(mount -> {
            assertThat(mount.file()).isRegularFile();
            assertThat(mount.readOnly()).isTrue();
        });
        assertThat(mounts)
                .filteredOn(Mount::isVolume)
                .extracting(Mount::source)
                .containsExactlyInAnyOrderElementsOf(
                        compose.root().path("volumes").propertyNames());
    }

    @Test
    void whateverANodeWritesIsOnAVolumeAndTheRestIsReadOnly() {
        for (String node : compose.nodes()) {
            assertThat(compose.service(node).path("read_only").asBoolean()).isTrue();
            List<String> tmpfs = DeployFiles.strings(compose.service(node).path("tmpfs"));
            List<Path> writable = Stream.concat(
                            compose.mounts(node).stream()
                                    .filter(mount -> !mount.readOnly())
                                    .map(Mount::target),
                            tmpfs.stream().map(mount -> Path.of(mount.split(":", 2)[0])))
                    .toList();
            assertThat(WrittenPaths.of(image))
                    .allMatch(path -> writable.stream().anyMatch(path::startsWith));
            assertThat(tmpfs)
                    .filteredOn(mount -> mount.startsWith(WrittenPaths.nativeLibrary(image) + ":"))
                    .singleElement()
                    .satisfies(mount -> assertThat(mount.split("[:,]", -1))
                            .as("else the native library cannot be loaded")
                            .contains("exec"));
            assertThat(compose.mounts(node))
                    .filteredOn(Mount::isVolume)
                    .singleElement()
                    .satisfies(mount -> assertThat(image.words("VOLUME"))
                            .containsExactly(mount.target().toString()));
        }
    }

    @Test
    void noServiceHasRights() {
        assertThat(compose.services()).allSatisfy(name -> {
            JsonNode service = compose.service(name);
            assertThat(service.path("read_only").asBoolean()).isTrue();
            assertThat(DeployFiles.strings(service.path("cap_drop"))).containsExactly("ALL");
            assertThat(DeployFiles.strings(service.path("security_opt"))).contains("no-new-privileges:true");
            assertThat(service.propertyNames()).doesNotContain("user", "privileged", "cap_add", "network_mode");
        });
    }

    @Test
    void portsArePublishedToThisMachineAloneAndAreThoseOfThePage() {
        for (String name : compose.services()) {
            String inside = OTHERS.getOrDefault(name, image.environment().get("SERVER_PORT"));
            assertThat(DeployFiles.strings(compose.service(name).path("ports")))
                    .singleElement()
                    .matches(port -> port.matches("127\\.0\\.0\\.1:\\d+:" + inside));
        }
        assertThat(compose.services().stream()
                        .flatMap(name ->
                                DeployFiles.strings(compose.service(name).path("ports")).stream())
                        .flatMap(port -> PUBLISHED.matcher(port).results())
                        .map((MatchResult port) -> port.group(1)))
                .containsExactlyInAnyOrder("8081", "8082", "8083", "9090", "3000");
        assertThat(DeployFiles.text(PAGE)).contains("ports 8081 to 8083", "Prometheus at 9090", "Grafana at 3000");
    }

    @Test
    void topologyNamesTheNodesWhereTheyAre() throws IOException {
        Mount topology = compose.mounts("node-1").stream()
                .filter(mount -> !mount.isVolume())
                .findFirst()
                .orElseThrow();
        int port = Integer.parseInt(image.environment().get("BARREL_P2P_LISTENPORT"));

        assertThat(new StaticDiscovery(topology.file(), 1).contacts())
                .extracting(Contact::toString)
                .containsExactlyElementsOf(compose.nodes().stream()
                        .map(node -> node + "@" + node + " at " + node + ":" + port)
                        .toList());
        assertThat(compose.nodes()).allSatisfy(node -> {
            assertThat(compose.environment(node))
                    .containsEntry("BARREL_P2P_NODENAME", node + "@" + node)
                    .containsEntry("BARREL_P2P_ADVERTISEADDRESS", node)
                    .containsEntry("BARREL_P2P_DISCOVERY_BACKENDS", "static")
                    .containsEntry(
                            "BARREL_P2P_DISCOVERY_STATIC_FILE",
                            topology.target().toString());
            assertThat(compose.mounts(node)).contains(topology);
        });
    }

    @Test
    void nothingStartsWithoutACookieThatIsInNoRepository() throws IOException {
        assertThat(compose.nodes())
                .allSatisfy(node -> assertThat(compose.environment(node).get("BARREL_P2P_COOKIE"))
                        .startsWith("${BARREL_P2P_COOKIE:?"));
        assertThat(DeployFiles.text(PAGE)).contains("BARREL_P2P_COOKIE=$(", "> deploy/compose/.env");
        assertThat(DeployFiles.text(DeployFiles.DEPLOY.resolve(".gitignore"))).contains("/compose/.env\n");
        assertThat(Files.readAllLines(DeployFiles.DEPLOY.resolve(".gitignore"))).doesNotContain("!");
    }

    @Test
    void nodesAreGivenTheTimeTheyTakeToEnd() {
        assertThat(compose.nodes())
                .allSatisfy(node -> assertThat(DurationStyle.detectAndParse(compose.service(node)
                                        .path("stop_grace_period")
                                        .asString())
                                .toSeconds())
                        .isGreaterThan(StopTime.longestSeconds()));
    }

    @Test
    void prometheusScrapesTheNodesAndHasTheRules() {
        JsonNode config = DeployFiles.yaml(mounted("prometheus", "/etc/prometheus/prometheus.yml"));

        assertThat(config.path("scrape_configs").size()).isEqualTo(1);
        JsonNode job = config.at("/scrape_configs/0");
        assertThat(job.path("metrics_path").asString()).isEqualTo("/actuator/prometheus");
        assertThat(DeployFiles.strings(job.at("/static_configs/0/targets")))
                .containsExactlyElementsOf(compose.nodes().stream()
                        .map(node -> node + ":" + image.environment().get("SERVER_PORT"))
                        .toList());
        assertThat(DeployFiles.strings(config.path("rule_files")))
                .singleElement()
                .satisfies(file -> assertThat(mounted("prometheus", "/etc/prometheus/" + file))
                        .isEqualTo(DeployFiles.DEPLOY.resolve("prometheus/rules.yml")));
    }

    @Test
    void grafanaHasThePrometheusAndTheDashboard() {
        String provisioning = "/etc/grafana/provisioning/";
        JsonNode source = DeployFiles.yaml(mounted("grafana", provisioning + "datasources/barrel-p2p.yaml"))
                .at("/datasources/0");
        JsonNode provider = DeployFiles.yaml(mounted("grafana", provisioning + "dashboards/barrel-p2p.yaml"))
                .at("/providers/0");

        assertThat(source.path("type").asString()).isEqualTo("prometheus");
        assertThat(source.path("url").asString()).isEqualTo("http://prometheus:" + OTHERS.get("prometheus"));
        assertThat(mounted("grafana", provider.at("/options/path").asString() + "/barrel-p2p.json"))
                .isEqualTo(DeployFiles.DEPLOY.resolve("grafana/barrel-p2p.json"));
    }

    private Path mounted(String service, String target) {
        return compose.mounts(service).stream()
                .filter(mount -> mount.target().equals(Path.of(target)))
                .map(Mount::file)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing at " + target));
    }
}
