package com.example.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.BarrelP2p;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class WebApplicationTests {

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();

    @Autowired
    private Environment environment;

    @Autowired
    private BarrelP2p node;

    @Test
    void endpointDescribesTheNode() throws Exception {
        HttpResponse<String> answer = get("/actuator/p2p");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode summary = json.readTree(answer.body());
        assertThat(summary.at("/node/id").asString())
                .isEqualTo(node.node().orElseThrow().self().node().value());
        assertThat(summary.at("/views/active").isArray()).isTrue();
        assertThat(summary.at("/views/activeSize").asInt()).isEqualTo(5);
    }

    @Test
    void unknownSectionIsNotFound() throws Exception {
        HttpResponse<String> answer = get("/actuator/p2p/nothing-of-that-name");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json.readTree(answer.body()).at("/reason").asString()).contains("nothing-of-that-name");
    }

    @Test
    void rotationIsRefusedUntilTheEndpointIsUnrestricted() throws Exception {
        HttpRequest post = HttpRequest.newBuilder(uri("/actuator/p2p/rotate/identity"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();

        assertThat(http.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }

    @Test
    void prometheusHasTheNodesMeters() throws Exception {
        assertThat(get("/actuator/prometheus").body())
                .contains("barrel_p2p_hyparview_peer_up_total")
                .contains("barrel_p2p_dist_auth_attempts_total");
    }

    @Test
    void healthKnowsTheNode() throws Exception {
        JsonNode component = json.readTree(get("/actuator/health").body()).at("/components/p2p");

        assertThat(component.at("/status").asString()).isEqualTo("UP");
        assertThat(component.at("/details/state").asString()).isEqualTo("alone");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + environment.getRequiredProperty("local.server.port") + path);
    }
}
