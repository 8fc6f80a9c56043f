package io.barrel.p2p.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Prometheus', Docker's and Kubernetes' own tools say of the files, where they are installed. */
class DeployToolsIT {

    private static final String PAGE = "how-to/monitoring.md";
    private static final String COOKIE = "BARREL_P2P_COOKIE";

    private final ComposeFile compose = new ComposeFile();

    @TempDir
    private Path directory;

    @Test
    void commandsOfThePageAboutMonitoringSucceed() throws IOException {
        Tool.assumeInstalled("promtool");
        List<String> commands = DeployFiles.text(
                        DeployFiles.PROJECT.resolve("docs").resolve(PAGE))
                .lines()
                .filter(line -> line.startsWith("$ "))
                .map(line -> line.substring(2))
                .toList();

        assertThat(commands).hasSize(2).allMatch(command -> command.startsWith("promtool "));
        for (String command : commands) {
            Tool.Result result = Tool.run(DeployFiles.PROJECT, "bash", "-c", command);

            assertThat(result.report(command).code()).as(command).isZero();
            assertThat(result.output()).contains("SUCCESS");
        }
    }

    @Test
    void promtoolTakesTheConfigurationOfCompose() throws IOException {
        Tool.assumeInstalled("promtool");
        Path etc = Path.of("/etc/prometheus");
        for (ComposeFile.Mount mount : compose.mounts("prometheus")) {
            if (!mount.isVolume()) {
                Files.copy(mount.file(), directory.resolve(etc.relativize(mount.target())));
            }
        }

        Tool.Result result = Tool.run(directory, "promtool", "check", "config", "prometheus.yml");

        assertThat(result.report("promtool check config prometheus.yml").code()).isZero();
        assertThat(result.output()).contains("rules.yml");
    }

    @Test
    void promtoolRefusesARuleOfAMetricThatIsMisspelt() throws IOException {
        Tool.assumeInstalled("promtool");
        String rules = DeployFiles.text(Monitoring.RULES);
        ObjectNode tests = (ObjectNode) DeployFiles.yaml(Monitoring.RULE_TESTS);
        JsonNode one = tests.withArray("tests")
                .valueStream()
                .filter(test -> test.toString().contains("peer_down_total"))
                .findFirst()
                .orElseThrow();
        tests.putArray("tests").add(one);
        Path file = Files.writeString(directory.resolve("rules_test.json"), tests.toString());

        for (String metric : List.of("peer_down_total", "peers_down_total")) {
            Files.writeString(directory.resolve("rules.yml"), rules.replace("peer_down_total", metric));
            boolean passes = Tool.run(directory, "promtool", "test", "rules", file.toString())
                            .code()
                    == 0;
            assertThat(passes).as(metric).isEqualTo(metric.equals("peer_down_total"));
        }
    }

    @Test
    void composeReadsTheFileAsWeDo() throws IOException {
        List<String> program = compose();

        Tool.Result result = Tool.run(
                DeployFiles.PROJECT,
                Map.of(COOKIE, "a-secret"),
                "",
                Stream.concat(program.stream(), Stream.of("-f", ComposeFile.FILE.toString(), "config"))
                        .toList());

        assertThat(result.code()).as(result.output()).isZero();
        JsonNode config = DeployFiles.parseYaml(result.output());
        assertThat(config.path("services").propertyNames()).containsExactlyInAnyOrderElementsOf(compose.services());
        for (String node : compose.nodes()) {
            JsonNode service = config.path("services").path(node);
            assertThat(ComposeFile.environment(service))
                    .isEqualTo(compose.environment(node, Map.of(COOKIE, "a-secret")));
            assertThat(DeployFiles.strings(service.at("/healthcheck/test")))
                    .isEqualTo(DeployFiles.strings(compose.service(node).at("/healthcheck/test")));
        }
    }

    @Test
    void composeRefusesToStartWithoutACookie() throws IOException {
        List<String> program = compose();
        Path copy = Files.copy(ComposeFile.FILE, directory.resolve("compose.yaml"));

        Tool.Result result = Tool.run(
                directory,
                Map.of(COOKIE, ""),
                "",
                Stream.concat(program.stream(), Stream.of("-f", copy.toString(), "config"))
                        .toList());

        assertThat(result.code()).isNotZero();
        assertThat(result.output()).contains("put a secret of your own into deploy/compose/.env");
    }

    @Test
    void kustomizeNamesTheImageAndTheSecret() throws IOException {
        Tool.assumeInstalled("kubectl");
        FileSystemUtils.copyRecursively(KubernetesManifests.DIRECTORY, directory);
        Files.writeString(directory.resolve("cookie.env"), COOKIE + "=a-secret\n");

        Tool.Result result = Tool.run(directory, "kubectl", "kustomize", ".");

        assertThat(result.code()).as(result.output()).isZero();
        List<JsonNode> rendered = Stream.of(result.output().split("(?m)^---$", -1))
                .map(DeployFiles::parseYaml)
                .toList();
        List<HasMetadata> objects = rendered.stream()
                .filter(object -> !object.path("kind").asString().equals("Secret"))
                .map(KubernetesObjects::read)
                .toList();
        assertThat(objects).hasSameSizeAs(new KubernetesManifests().objects());
        StatefulSet nodes = objects.stream()
                .filter(StatefulSet.class::isInstance)
                .map(StatefulSet.class::cast)
                .findFirst()
                .orElseThrow();
        Container container =
                nodes.getSpec().getTemplate().getSpec().getContainers().get(0);
        assertThat(container.getImage()).isEqualTo("registry.example.org/barrel-p2p-sample:0.1.0-SNAPSHOT");
        assertThat(rendered)
                .filteredOn(object -> object.at("/metadata/name")
                        .asString()
                        .equals(container.getEnvFrom().get(0).getSecretRef().getName()))
                .singleElement()
                .satisfies(secret ->
                        assertThat(secret.path("data").propertyNames()).containsExactly(COOKIE));
    }

    /** How compose is called here; skips the test where there is none that knows files without a version. */
    private List<String> compose() throws IOException {
        for (List<String> program : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
            if (Tool.isInstalled(program.get(0))) {
                Tool.Result version = Tool.run(
                        directory,
                        Stream.concat(program.stream(), Stream.of("version", "--short"))
                                .toArray(String[]::new));
                if (version.code() == 0 && version.output().matches("v?(1\\.(2[789]|[3-9]\\d)|[2-9]|\\d\\d).*")) {
                    return program;
                }
            }
        }
        return Assumptions.abort("docker compose is needed, or docker-compose from 1.27 on");
    }
}
