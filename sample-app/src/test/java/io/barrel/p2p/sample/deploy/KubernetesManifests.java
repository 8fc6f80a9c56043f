package io.barrel.p2p.sample.deploy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What is applied from {@code deploy/kubernetes}. */
final class KubernetesManifests {

    static final Path DIRECTORY = DeployFiles.DEPLOY.resolve("kubernetes");

    private final JsonNode kustomization = DeployFiles.yaml(DIRECTORY.resolve("kustomization.yaml"));
    private final List<HasMetadata> objects = DeployFiles.strings(kustomization.path("resources")).stream()
            .map(file -> KubernetesObjects.read(DeployFiles.yaml(DIRECTORY.resolve(file))))
            .toList();

    JsonNode kustomization() {
        return kustomization;
    }

    List<HasMetadata> objects() {
        return objects;
    }

    <T extends HasMetadata> T one(Class<T> kind) {
        return one(kind, "barrel-p2p");
    }

    <T extends HasMetadata> T one(Class<T> kind, String name) {
        List<T> found = objects.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(object -> object.getMetadata().getName().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + kind.getSimpleName() + " " + name);
        }
        return found.get(0);
    }

    StatefulSet nodes() {
        return one(StatefulSet.class);
    }

    Map<String, String> podLabels() {
        return nodes().getSpec().getTemplate().getMetadata().getLabels();
    }

    PodSpec pod() {
        return nodes().getSpec().getTemplate().getSpec();
    }

    Container container() {
        return pod().getContainers().get(0);
    }

    ContainerPort port(String name) {
        return container().getPorts().stream()
                .filter(port -> port.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no port " + name));
    }

    /** The environment of a pod of that name and address, without what comes from secrets. */
    Map<String, String> environment(String pod, String address) {
        Map<String, String> environment = new LinkedHashMap<>();
        container().getEnv().forEach(variable -> {
            String value = variable.getValueFrom() == null
                    ? variable.getValue()
                    : field(variable.getValueFrom().getFieldRef().getFieldPath(), pod, address);
            for (Map.Entry<String, String> earlier : environment.entrySet()) {
                value = value.replace("$(" + earlier.getKey() + ")", earlier.getValue());
            }
            environment.put(variable.getName(), value);
        });
        return environment;
    }

    private static String field(String path, String pod, String address) {
        return switch (path) {
            case "metadata.name" -> pod;
            case "status.podIP" -> address;
            default -> throw new AssertionError("no value for " + path);
        };
    }
}
