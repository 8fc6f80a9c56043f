package io.barrel.p2p.spring.boot.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.spring.boot.NodeApplication;
import io.barrel.p2p.spring.boot.example.Pricing.Price;
import io.barrel.p2p.spring.boot.service.P2pClients;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;

/** Does what docs/how-to/services.md says, with the text of the page itself. */
class ServicesPageTests {

    private static final String PAGE = "how-to/services.md";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void typesAreThoseThatAreCompiledHere() throws IOException {
        assertThat(Page.of(PAGE).blocks("java"))
                .containsExactly(Page.source("Pricing"), Page.source("PriceList"), Page.source("Till"));
    }

    @Test
    void tillOfOneNodeAsksThePriceListOfTheOther(@TempDir Path directory) {
        try (NodeApplication other = run(List.of(PriceList.class), directory.resolve("other"));
                NodeApplication one = run(
                        List.of(Till.class), directory.resolve("one"), "barrel.p2p.contact-nodes=" + other.contact())) {
            ServiceRegistry services = one.context.getBean(ServiceRegistry.class);
            await().atMost(PATIENCE).until(() -> services.whereis("pricing").isPresent());
            Till till = one.context.getBean(Till.class);

            assertThat(till.cents("tea")).isEqualTo(250);
            one.context
                    .getBean(P2pClients.class)
                    .client(Pricing.class, "pricing")
                    .change(new Price("tea", 300));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(till.cents(List.of("tea", "tea")))
                            .succeedsWithin(PATIENCE)
                            .isEqualTo(600));
            assertThatExceptionOfType(MessagingException.class)
                    .isThrownBy(() -> till.cents("gin"))
                    .withMessageContaining("IllegalArgumentException: no price of gin");
        }
    }

    @Test
    void wireIsAsThePageShowsIt(@TempDir Path directory) throws IOException {
        List<String> shown = Page.of(PAGE).blocks("json").get(0).lines().toList();
        try (NodeApplication one = run(List.of(PriceList.class), directory.resolve("one"))) {
            ServiceRegistry services = one.context.getBean(ServiceRegistry.class);
            await().atMost(PATIENCE).until(() -> services.whereis("pricing").isPresent());

            assertThat(services.call("pricing", ByteBuffer.wrap(shown.get(0).getBytes(UTF_8)), PATIENCE)
                            .thenApply(reply -> UTF_8.decode(reply).toString()))
                    .succeedsWithin(PATIENCE)
                    .isEqualTo(shown.get(1));
        }
    }

    private static NodeApplication run(List<Class<?>> beans, Path data, String... properties) {
        return NodeApplication.start(WebApplicationType.NONE, beans, data, properties);
    }
}
