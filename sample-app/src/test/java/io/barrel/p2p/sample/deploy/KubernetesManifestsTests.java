package io.barrel.p2p.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The manifests are valid, fit each other and fit the image. */
class KubernetesManifestsTests {

    private static final String COOKIE = "BARREL_P2P_COOKIE";

    private final KubernetesManifests manifests = new KubernetesManifests();
    private final Dockerfile.Stage image = Dockerfile.read().image();

    @Test
    void everyManifestIsAppliedAndRead() throws IOException {
        try (Stream<Path> files = Files.list(KubernetesManifests.DIRECTORY)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".yaml")))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    Stream.of("kustomization.yaml"),
                                    DeployFiles.strings(
                                            manifests.kustomization().path("resources"))
                                            .stream())
                            .toList());
        }
        assertThat(manifests.objects())
                .extracting(HasMetadata::getKind)
                .containsExactlyInAnyOrder("Service", "Service", "StatefulSet", "PodDisruptionBudget", "NetworkPolicy");
        assertThat(manifests.objects())
                .extracting(
                        object -> object.getKind() + "/" + object.getMetadata().getName())
                .doesNotHaveDuplicates();
    }

    @Test
    void everySelectorFindsThePods() {
        Map<String, String> pods = manifests.podLabels();
        NetworkPolicy policy = manifests.one(NetworkPolicy.class);

        assertThat(Stream.of(
                        manifests.nodes().getSpec().getSelector().getMatchLabels(),
                        manifests.one(Service.class).getSpec().getSelector(),
                        peers().getSpec().getSelector(),
                        manifests
                                .one(PodDisruptionBudget.class)
                                .getSpec()
                                .getSelector()
                                .getMatchLabels(),
                        policy.getSpec().getPodSelector().getMatchLabels(),
                        policy.getSpec()
                                .getIngress()
                                .get(0)
                                .getFrom()
                                .get(0)
                                .getPodSelector()
                                .getMatchLabels(),
                        policy.getSpec()
                                .getEgress()
                                .get(0)
                                .getTo()
                                .get(0)
                                .getPodSelector()
                                .getMatchLabels(),
                        manifests
                                .pod()
                                .getTopologySpreadConstraints()
                                .get(0)
                                .getLabelSelector()
                                .getMatchLabels()))
                .allSatisfy(selector -> assertThat(pods).isNotEmpty().containsAllEntriesOf(selector));
    }

    @Test
    void portsAreThoseOfTheImage() {
        assertThat(manifests.port("p2p").getContainerPort())
                .isEqualTo(Integer.valueOf(image.environment().get("BARREL_P2P_LISTENPORT")));
        assertThat(manifests.port("p2p").getProtocol()).isEqualTo("UDP");
        assertThat(manifests.port("http").getContainerPort())
                .isEqualTo(Integer.valueOf(image.environment().get("SERVER_PORT")));
        assertThat(manifests.port("http").getProtocol()).isIn(null, "TCP");
    }

    @Test
    void servicesLeadToThePortsOfThePods() {
        assertThat(manifests.one(Service.class).getSpec().getPorts())
                .singleElement()
                .satisfies(port -> {
                    assertThat(port.getTargetPort()).isEqualTo(new IntOrString("http"));
                    assertThat(port.getProtocol()).isIn(null, "TCP");
                });
        assertThat(peers().getSpec().getPorts()).singleElement().satisfies(port -> {
            assertThat(port.getPort()).isEqualTo(manifests.port("p2p").getContainerPort());
            assertThat(port.getTargetPort()).isEqualTo(new IntOrString("p2p"));
            assertThat(port.getProtocol()).isEqualTo("UDP");
        });
    }

    @Test
    void podsFindEachOtherByTheHeadlessService() {
        Service peers = peers();

        assertThat(manifests.nodes().getSpec().getServiceName())
                .isEqualTo(peers.getMetadata().getName());
        assertThat(peers.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(peers.getSpec().getPublishNotReadyAddresses()).isTrue();
        assertThat(manifests.environment("barrel-p2p-0", "10.0.0.7"))
                .containsEntry("BARREL_P2P_NODENAME", "barrel-p2p-0@barrel-p2p")
                .containsEntry("BARREL_P2P_ADVERTISEADDRESS", "10.0.0.7")
                .containsEntry("BARREL_P2P_DISCOVERY_BACKENDS", "dns")
                .containsEntry(
                        "BARREL_P2P_DISCOVERY_DNS_NAMES",
                        peers.getMetadata().getName() + ":"
                                + manifests.port("p2p").getContainerPort());
    }

    @Test
    void policyLetsThroughWhatIsNeededAndNoMore() {
        NetworkPolicy policy = manifests.one(NetworkPolicy.class);
        List<NetworkPolicyEgressRule> egress = policy.getSpec().getEgress();

        assertThat(policy.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(policy.getSpec().getIngress())
                .allSatisfy(rule -> assertThat(rule.getFrom()).isNotEmpty())
                .extracting(rule -> written(rule.getPorts()))
                .containsExactly(List.of("p2p/UDP"), List.of("http/TCP"), List.of("http/TCP"));
        // By number: a name is looked up at the pod that sends, not at the one that is meant.
        assertThat(written(egress.get(0).getPorts()))
                .containsExactly(manifests.port("p2p").getContainerPort() + "/UDP");
        assertThat(written(egress.get(1).getPorts())).containsExactly("53/UDP", "53/TCP");
        assertThat(egress).hasSize(2);
    }

    @Test
    void probesAskTheWebServer() {
        Container container = manifests.container();

        assertThat(Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe()))
                .allSatisfy(probe -> assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString("http")))
                .extracting(probe -> probe.getHttpGet().getPath())
                .containsExactly(
                        "/actuator/health/liveness", "/actuator/health/liveness", "/actuator/health/readiness");
    }

    @Test
    void noMorePeersAreWantedThanThereAre() {
        assertThat(manifests.environment("barrel-p2p-0", "10.0.0.7").get("BARREL_P2P_HEALTH_MINIMUMPEERS"))
                .satisfies(peers -> assertThat(Integer.parseInt(peers))
                        .isBetween(1, manifests.nodes().getSpec().getReplicas() - 1));
    }

    @Test
    void annotationsLeadPrometheusToAnExposedEndpoint() {
        assertThat(manifests.nodes().getSpec().getTemplate().getMetadata().getAnnotations())
                .containsEntry("prometheus.io/scrape", "true")
                .containsEntry("prometheus.io/path", "/actuator/prometheus")
                .containsEntry(
                        "prometheus.io/port",
                        manifests.port("http").getContainerPort().toString());
    }

    @Test
    void cookieComesFromTheGeneratedSecretAlone() {
        JsonNode secret = manifests.kustomization().path("secretGenerator").path(0);

        assertThat(manifests.container().getEnvFrom())
                .singleElement()
                .satisfies(from -> assertThat(from.getSecretRef().getName())
                        .isEqualTo(secret.path("name").asString()));
        assertThat(manifests.container().getEnv()).noneMatch(variable -> COOKIE.equals(variable.getName()));
        assertThat(DeployFiles.strings(secret.path("envs"))).containsExactly("cookie.env");
        assertThat(DeployFiles.text(DeployFiles.PROJECT.resolve("docs/how-to/kubernetes.md")))
                .contains(COOKIE + "=$(", "> deploy/kubernetes/cookie.env");
        assertThat(DeployFiles.text(DeployFiles.DEPLOY.resolve(".gitignore"))).contains("/kubernetes/cookie.env\n");
    }

    @Test
    void imageIsReplacedByTheKustomization() {
        assertThat(manifests.kustomization().path("images").path(0).path("name").asString())
                .isEqualTo(manifests.container().getImage());
    }

    @Test
    void whateverIsWrittenIsOnAVolumeAndTheRestIsReadOnly() {
        assertThat(manifests.container().getSecurityContext().getReadOnlyRootFilesystem())
                .isTrue();
        List<VolumeMount> mounts = manifests.container().getVolumeMounts();
        List<String> volumes = Stream.concat(
                        manifests.pod().getVolumes().stream().map(Volume::getName),
                        claims().stream().map(claim -> claim.getMetadata().getName()))
                .toList();
        assertThat(mounts)
                .extracting(VolumeMount::getName)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(volumes);

        List<Path> paths =
                mounts.stream().map(mount -> Path.of(mount.getMountPath())).toList();
        assertThat(WrittenPaths.of(image)).allMatch(written -> paths.stream().anyMatch(written::startsWith));
        assertThat(mounts)
                .filteredOn(mount ->
                        mount.getName().equals(claims().get(0).getMetadata().getName()))
                .singleElement()
                .satisfies(mount -> assertThat(image.words("VOLUME")).containsExactly(mount.getMountPath()));
    }

    @Test
    void podsHaveNoRights() {
        PodSpec pod = manifests.pod();
        String user = pod.getSecurityContext().getRunAsUser() + ":"
                + pod.getSecurityContext().getRunAsGroup();

        assertThat(image.words("USER")).containsExactly(user);
        assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getFsGroup())
                .isEqualTo(pod.getSecurityContext().getRunAsGroup());
        assertThat(pod.getSecurityContext().getFsGroupChangePolicy()).isEqualTo("OnRootMismatch");
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getEnableServiceLinks()).isFalse();
        assertThat(pod.getContainers()).singleElement().satisfies(container -> {
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getPrivileged()).isNull();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            assertThat(container.getSecurityContext().getCapabilities().getAdd())
                    .isEmpty();
            assertThat(container.getResources().getLimits()).containsKey("memory");
        });
    }

    @Test
    void podsAreGivenTheTimeTheyTakeToEnd() {
        long beforeTheSignal =
                manifests.container().getLifecycle().getPreStop().getSleep().getSeconds();

        assertThat(manifests.pod().getTerminationGracePeriodSeconds())
                .isGreaterThan(beforeTheSignal + StopTime.longestSeconds());
    }

    private Service peers() {
        return manifests.one(Service.class, "barrel-p2p-peers");
    }

    private List<PersistentVolumeClaim> claims() {
        return manifests.nodes().getSpec().getVolumeClaimTemplates();
    }

    private static List<String> written(List<NetworkPolicyPort> ports) {
        return ports.stream()
                .map(port -> port.getPort().getValue() + "/" + port.getProtocol())
                .toList();
    }
}
