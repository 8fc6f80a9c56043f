package io.barrel.p2p.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Pods of the StatefulSet as processes: they find each other by the name of the headless service, and their probes pass. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "each pod has a loopback address of its own")
class KubernetesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Fewer than the manifest has: they find each other in the same way. */
    private static final int PODS = 2;

    @TempDir
    private static Path directory;

    private static final KubernetesManifests manifests = new KubernetesManifests();
    private static final List<String> names = IntStream.range(0, PODS)
            .mapToObj(number -> manifests.nodes().getMetadata().getName() + "-" + number)
            .toList();
    private static final List<Container> pods = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        Path logs = Path.of("target/it-logs/KubernetesIT").toAbsolutePath();
        Image image = Image.build(Files.createDirectory(directory.resolve("image")));
        List<Host> hosts = Host.make(
                directory.resolve("hosts"), names, manifests.nodes().getSpec().getServiceName());
        for (int i = 0; i < PODS; i++) {
            String pod = names.get(i);
            Map<String, String> environment =
                    new HashMap<>(manifests.environment(pod, hosts.get(i).address()));
            environment.put("BARREL_P2P_COOKIE", "only-for-this-test");
            pods.add(Container.start(
                    image, hosts.get(i), directory.resolve(pod), environment, logs.resolve(pod + ".log")));
        }
    }

    @AfterAll
    static void end() {
        pods.forEach(Container::close);
    }

    @Test
    void podsMeetAndEveryProbePasses() {
        List<String> nodes = names.stream()
                .map(pod -> pod + "@" + manifests.nodes().getMetadata().getName())
                .toList();

        for (int i = 0; i < PODS; i++) {
            Container pod = pods.get(i);
            String self = nodes.get(i);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(active(pod))
                            .containsExactlyElementsOf(nodes.stream()
                                    .filter(node -> !node.equals(self))
                                    .toList()));
            assertThat(Stream.of(
                                    manifests.container().getStartupProbe(),
                                    manifests.container().getLivenessProbe(),
                                    manifests.container().getReadinessProbe())
                            .map(Probe::getHttpGet)
                            .map(get -> pod.status(get.getPath())))
                    .hasSize(3)
                    .containsOnly(200);
            assertThat(pod.json("/actuator/health/liveness").path("components").propertyNames())
                    .doesNotContain("p2p");
            assertThat(pod.json("/actuator/health/readiness").path("components").propertyNames())
                    .contains("p2p");
        }
    }

    private static List<String> active(Container pod) {
        return pod.json("/actuator/p2p/views")
                .path("active")
                .valueStream()
                .map((JsonNode peer) -> peer.path("node").asString())
                .toList();
    }
}
