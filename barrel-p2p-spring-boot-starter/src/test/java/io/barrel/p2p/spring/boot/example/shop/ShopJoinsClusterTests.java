package io.barrel.p2p.spring.boot.example.shop;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.spring.boot.autoconfigure.P2pConnectionDetails;
import io.barrel.p2p.test.QuicCluster;
import io.barrel.p2p.test.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(properties = {"barrel.p2p.cookie=" + TestCluster.COOKIE, "barrel.p2p.bind-address=127.0.0.1"})
@DirtiesContext
class ShopJoinsClusterTests {

    private static final QuicCluster CLUSTER = TestCluster.quic(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path data;

    @Test
    void shopBecomesAMemberOfTheCluster(@Autowired BarrelP2p shop) {
        CLUSTER.await(() -> shop.membership().views().active().size() == 2, PATIENCE);
    }

    @DynamicPropertySource
    static void dataDirectory(DynamicPropertyRegistry properties) {
        properties.add("barrel.p2p.data-dir", () -> data.resolve("shop"));
    }

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Contacts {

        @Bean
        P2pConnectionDetails cluster() {
            return CLUSTER::contacts;
        }
    }
}
