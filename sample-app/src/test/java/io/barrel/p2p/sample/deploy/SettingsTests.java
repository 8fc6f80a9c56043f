package io.barrel.p2p.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every variable that a file sets is a property of the application. */
class SettingsTests {

    private static KnownSettings known;

    @BeforeAll
    static void load() {
        known = KnownSettings.load();
    }

    @Test
    void variablesOfTheImageAreProperties() {
        assertThat(Dockerfile.read().image().environment().keySet()).hasSize(4).allMatch(known::has);
    }

    @Test
    void variablesOfComposeAreProperties() {
        ComposeFile compose = new ComposeFile();

        assertThat(compose.nodes())
                .hasSize(3)
                .allSatisfy(node -> assertThat(compose.environment(node).keySet())
                        .hasSizeGreaterThan(4)
                        .allMatch(known::has));
    }

    @Test
    void variablesOfKubernetesAreProperties() {
        List<EnvVar> variables = new KubernetesManifests().container().getEnv();
        // Used in the value of another.
        assertThat(variables)
                .filteredOn(variable -> !variable.getName().equals("POD_NAME"))
                .extracting(EnvVar::getName)
                .hasSizeGreaterThan(4)
                .allMatch(known::has);
        assertThat(Stream.of("BARREL_P2P_COOKIE")).allMatch(known::has);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BARREL_P2P_NODE_NAME",
                "BARREL_P2P_NODENAM",
                "BARREL_P2P_DISCOVERY_FILE",
                "SERVER_PORTS",
                "MANAGEMENT_ENDPOINT_HEALTH_GROUP_READINESS_INCLUDES",
                "SAMPLE_FOLDER"
            })
    void variableThatSetsNothingIsFound(String variable) {
        assertThat(known.has(variable)).isFalse();
    }
}
