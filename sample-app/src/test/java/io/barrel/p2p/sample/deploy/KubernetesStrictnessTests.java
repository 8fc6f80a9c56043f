package io.barrel.p2p.sample.deploy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is wrong in a manifest is seen: the tests of the manifests rest on that. */
class KubernetesStrictnessTests {

    @Test
    void untouchedManifestIsRead() {
        assertThatCode(() -> KubernetesObjects.read(manifest("statefulset"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "statefulset   | /spec                                              | replica             | 3",
                "statefulset   | /metadata                                          | name                | 7",
                "statefulset   | /metadata/labels                                   | version             | 1.5",
                "statefulset   | /spec                                              | replicas            | \"3\"",
                "statefulset   | /spec                                              | replicas            | true",
                "statefulset   | /spec/template/metadata/annotations                | prometheus.io/port  | 8080",
                "statefulset   | /spec/template/metadata/annotations                | prometheus.io/scrape| true",
                "statefulset   | /spec/template/spec                                | runAsNonRoot        | true",
                "statefulset   | /spec/template/spec                                | containers          | {}",
                "statefulset   | /spec/template/spec/securityContext                | runAsUser           | \"10001\"",
                "statefulset   | /spec/template/spec/containers/0                   | readinesProbe       | {}",
                "statefulset   | /spec/template/spec/containers/0/readinessProbe    | httpget             | {}",
                "statefulset   | /spec/template/spec/containers/0/securityContext   | readOnlyFilesystem  | true",
                "statefulset   | /spec/volumeClaimTemplates/0/spec                  | accessMode          | []",
                "networkpolicy | /spec                                              | ingres              | []",
                "networkpolicy | /spec/egress/0/ports/0                             | targetPort          | 9100",
                "disruptionbudget | /spec                                           | minAvailabel        | 1",
                "peers         | /spec                                              | publishNotReady     | true",
                "peers         | /spec/ports/0                                      | port                | \"9100\"",
                "peers         | /spec                                              | publishNotReadyAddresses | \"true\"",
            })
    void wrongFieldOrTypeIsRefused(String file, String parent, String field, String json) {
        JsonNode manifest = manifest(file);
        ((ObjectNode) manifest.at(parent)).set(field, new JsonMapper().readTree(json));

        assertThatThrownBy(() -> KubernetesObjects.read(manifest))
                .isInstanceOf(JacksonException.class)
                .hasMessageContaining(field);
    }

    @ParameterizedTest
    @CsvSource({"statefulset, apps/v1beta2", "networkpolicy, v1", "disruptionbudget, policy/v1beta1"})
    void otherVersionIsRefused(String file, String version) {
        JsonNode manifest = manifest(file);
        ((ObjectNode) manifest).put("apiVersion", version);

        assertThatThrownBy(() -> KubernetesObjects.read(manifest)).hasMessageContaining(version);
    }

    private static JsonNode manifest(String name) {
        return DeployFiles.yaml(KubernetesManifests.DIRECTORY.resolve(name + ".yaml"));
    }
}
