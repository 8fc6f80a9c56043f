package io.barrel.p2p.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pods of the StatefulSet as processes: they find each other by the name of the headless service, and the probes tell those that
 * have a peer from those that have none.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "each pod has a loopback address of its own")
class KubernetesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private final KubernetesManifests manifests = new KubernetesManifests();
    private final List<Container> pods = new ArrayList<>();

    @AfterEach
    void end() {
        pods.forEach(Container::close);
    }

    @Test
    void podIsReadyAsLongAsItHasAPeer() throws IOException, InterruptedException {
        Image image = Image.build(Files.createDirectory(directory.resolve("image")));
        List<String> names = List.of(name(0), name(1));
        List<Host> hosts = Host.make(
                directory.resolve("hosts"), names, manifests.nodes().getSpec().getServiceName());

        Container first = start(image, names.get(0), hosts.get(0));
        assertThat(probes(first)).containsExactly(200, 200, 503);

        Container second = start(image, names.get(1), hosts.get(1));
        awaitPeer(first, names.get(1));
        awaitPeer(second, names.get(0));
        for (Container pod : pods) {
            awaitProbes(pod, 200, 200, 200);
            assertThat(components(pod, "liveness")).doesNotContain("p2p");
            assertThat(components(pod, "readiness")).contains("p2p");
        }

        second.stop(Duration.ofSeconds(manifests.pod().getTerminationGracePeriodSeconds()));
        awaitProbes(first, 200, 200, 503);
    }

    private Container start(Image image, String pod, Host host) throws IOException {
        Map<String, String> environment = new HashMap<>(manifests.environment(pod, host.address()));
        environment.put("BARREL_P2P_COOKIE", "only-for-this-test");
        Path log = Path.of("target/it-logs/KubernetesIT", pod + ".log").toAbsolutePath();
        Container started = Container.start(image, host, directory.resolve(pod), environment, log);
        pods.add(started);
        return started;
    }

    private String name(int ordinal) {
        return manifests.nodes().getMetadata().getName() + "-" + ordinal;
    }

    private void awaitProbes(Container pod, Integer... expected) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(probes(pod)).containsExactly(expected));
    }

    /** What the probes get: start, liveness, readiness. */
    private List<Integer> probes(Container pod) {
        return Stream.of(
                        manifests.container().getStartupProbe(),
                        manifests.container().getLivenessProbe(),
                        manifests.container().getReadinessProbe())
                .map(probe -> pod.status(probe.getHttpGet().getPath()))
                .toList();
    }

    private void awaitPeer(Container pod, String peer) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pod.json("/actuator/p2p/views")
                                .path("active")
                                .valueStream()
                                .map(active -> active.path("node").asString()))
                        .containsExactly(
                                peer + "@" + manifests.nodes().getMetadata().getName()));
    }

    private static Collection<String> components(Container pod, String group) {
        return pod.json("/actuator/health/" + group).path("components").propertyNames();
    }
}
