package com.example.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.BarrelP2p;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"barrel.p2p.enabled=false", "barrel.p2p.data-dir=target/disabled"})
class DisabledApplicationTests {

    @LocalServerPort
    private int port;

    @Test
    void applicationRunsWithoutANodeAndWithoutItsEndpoint(@Autowired ObjectProvider<BarrelP2p> node) throws Exception {
        assertThat(node.getIfAvailable()).isNull();
        assertThat(Files.exists(Path.of("target/disabled"))).isFalse();
        assertThat(status("/actuator/health")).isEqualTo(200);
        assertThat(status("/actuator/p2p")).isEqualTo(404);
    }

    private int status(String path) throws Exception {
        HttpRequest get =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
        return HttpClient.newHttpClient()
                .send(get, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
