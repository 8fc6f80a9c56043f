package com.example.flux;

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
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class FluxApplicationTests {

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @LocalManagementPort
    private int managementPort;

    @Autowired
    private BarrelP2p node;

    @Test
    void endpointIsAtTheManagementPortAndNowhereElse() throws Exception {
        HttpResponse<String> answer = send(request(managementPort, "/manage/p2p").GET());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new JsonMapper().readTree(answer.body()).at("/node/id").asString())
                .isEqualTo(node.node().orElseThrow().self().node().value());
        assertThat(send(request(port, "/manage/p2p").GET()).statusCode()).isEqualTo(404);
    }

    @Test
    void browserGetsThePageWithFilesBesideIt() throws Exception {
        HttpResponse<String> page =
                send(request(managementPort, "/manage/p2p").header("Accept", "text/html,*/*;q=0.8").GET());

        assertThat(page.headers().firstValue("Content-Type")).hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(page.body()).contains("src=\"p2p/console/");
    }

    @Test
    void identityIsRotated() throws Exception {
        String before = node.node().orElseThrow().fingerprint();

        HttpResponse<String> answer =
                send(request(managementPort, "/manage/p2p/rotate/identity").POST(HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(node.node().orElseThrow().fingerprint()).isNotEqualTo(before);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }
}
