package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.spring.boot.NodeApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

/** Does what docs/how-to/spring-cloud.md says, with the text of the page itself. */
class SpringCloudPageTests {

    private static final String PAGE = "how-to/spring-cloud.md";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void typeIsTheOneThatIsCompiledHere() throws IOException {
        assertThat(Page.of(PAGE).blocks("java")).containsExactly(Page.source("OrdersClient"));
    }

    /** The project in src/it is built with them. */
    @Test
    void dependenciesAreThoseOfTheProjectThatIsBuilt() throws IOException {
        String built = Files.readString(Path.of("../src/it/spring-cloud/pom.xml"))
                .replace("${spring-cloud.version}", "2025.1.4")
                .replaceAll("\\s+", "");

        assertThat(Page.of(PAGE).blocks("xml"))
                .hasSize(2)
                .allSatisfy(block -> assertThat(built).contains(block.replaceAll("\\s+", "")));
        assertThat(Files.readString(Path.of("../src/it/spring-cloud/pom.xml")))
                .contains("<spring-cloud.version>2025.1.4</spring-cloud.version>");
    }

    @Test
    void clientCallsTheOrdersOfAnotherNodeByTheirName(@TempDir Path directory) {
        try (NodeApplication client = NodeApplication.start(
                WebApplicationType.NONE, List.of(OrdersClient.class), directory.resolve("client"))) {
            DiscoveryClient discovery = client.context.getBean("p2pDiscoveryClient", DiscoveryClient.class);
            try (NodeApplication orders = NodeApplication.start(
                    WebApplicationType.SERVLET,
                    List.of(Tea.class),
                    directory.resolve("orders"),
                    "spring.application.name=orders",
                    "server.servlet.context-path=/shop",
                    "barrel.p2p.cloud.metadata.zone=eu",
                    "barrel.p2p.contact-nodes=" + client.contact())) {
                await().atMost(PATIENCE)
                        .until(() -> !discovery.getInstances("orders").isEmpty());
                ServiceInstance instance = discovery.getInstances("orders").get(0);

                assertThat(instance.getInstanceId()).isEqualTo(orders.name().value());
                assertThat(instance.getPort()).isEqualTo(orders.uri("").getPort());
                assertThat(instance.getMetadata())
                        .containsEntry("zone", "eu")
                        .containsEntry("contextPath", "/shop")
                        .containsEntry("management.context-path", "/shop/actuator");
                RestClient called = client.context.getBean("orders", RestClient.class);
                assertThat(get(called, "/shop/tea")).isEqualTo("a cup");
                assertThat(new JsonMapper()
                                .readTree(get(called, "/shop/actuator/health"))
                                .at("/components/discoveryComposite/status")
                                .asString())
                        .isEqualTo("UP");
            }
            await().atMost(PATIENCE)
                    .until(() -> discovery.getInstances("orders").isEmpty());
        }
    }

    private static String get(RestClient client, String path) {
        return Objects.requireNonNull(client.get().uri(path).retrieve().body(String.class));
    }

    @RestController
    static class Tea {

        @GetMapping("/tea")
        String tea() {
            return "a cup";
        }
    }
}
