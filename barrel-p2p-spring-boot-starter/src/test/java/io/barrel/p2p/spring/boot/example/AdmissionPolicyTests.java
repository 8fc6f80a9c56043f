package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.event.AuthenticationFailed;
import io.barrel.p2p.security.AdmissionPolicy;
import io.barrel.p2p.security.Candidate;
import io.barrel.p2p.security.TrustStore;
import io.barrel.p2p.spring.boot.NodeApplication;
import io.barrel.p2p.wire.AuthFailure;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.WebApplicationType;

/** Does what docs/how-to/admission-policy.md says, with the text of the page itself. */
class AdmissionPolicyTests {

    private static final String PAGE = "how-to/admission-policy.md";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void policyIsTheOneThatIsCompiledHere() throws IOException {
        assertThat(Page.of(PAGE).blocks("java")).containsExactly(Page.source("RegionPolicy"));
    }

    @Test
    void peersOfTheRegionAreTakenAndOthersAreRejectedAtBothEnds(@TempDir Path directory) throws IOException {
        try (NodeApplication judge =
                        run(directory.resolve("judge"), List.of(RegionPolicy.class, RoomPolicy.class), property());
                NodeApplication same = run(directory.resolve("same"), List.of(), property(), to(judge));
                NodeApplication other =
                        run(directory.resolve("other"), List.of(), "barrel.p2p.metadata.region=us", to(judge))) {
            await().atMost(PATIENCE).until(() -> judge.sees(same) && same.sees(judge));
            for (NodeApplication end : List.of(judge, other)) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(end.events())
                                .filteredOn(AuthenticationFailed.class::isInstance)
                                .extracting(event -> ((AuthenticationFailed) event).reason())
                                .contains(AuthFailure.REJECTED));
                assertThat(end.json("/p2p/auth")
                                .path("failures")
                                .path("rejected")
                                .asInt())
                        .isPositive();
            }
            assertThat(judge.sees(other)).isFalse();
        }
    }

    /** Needs a part of the node, which is made after it. */
    static class RoomPolicy implements AdmissionPolicy {

        private final ObjectProvider<TrustStore> trustStore;

        RoomPolicy(ObjectProvider<TrustStore> trustStore) {
            this.trustStore = trustStore;
        }

        @Override
        public boolean admits(Candidate candidate) {
            return trustStore.getObject().pins().size() < 10;
        }
    }

    private static NodeApplication run(Path data, List<Class<?>> sources, String... properties) {
        return NodeApplication.start(WebApplicationType.SERVLET, sources, data, properties);
    }

    private static String to(NodeApplication contact) {
        return "barrel.p2p.contact-nodes=" + contact.contact();
    }

    /** The one line the page sets. */
    private static String property() throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(Page.of(PAGE).blocks("properties").get(0)));
        assertThat(properties).containsOnlyKeys("barrel.p2p.metadata.region");
        return "barrel.p2p.metadata.region=" + properties.getProperty("barrel.p2p.metadata.region");
    }
}
