package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.spring.boot.MockNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** Applications of one web server and a mock of a node, and requests to them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EndpointOverHttp {

    private final HttpClient client = HttpClient.newHttpClient();
    final MockNode mock = new MockNode();

    /** Who did what to whom, as the audit events say. */
    final List<String> audited = new CopyOnWriteArrayList<>();

    private final WebApplicationType type;
    private final Map<Boolean, ConfigurableApplicationContext> contexts = new HashMap<>();

    /** Whether the application asked allows every operation; not unless a test says so. */
    boolean unrestricted;

    EndpointOverHttp(WebApplicationType type) {
        this.type = type;
    }

    @BeforeEach
    void reset() {
        mock.reset();
        audited.clear();
        unrestricted = false;
    }

    @AfterAll
    void close() {
        contexts.values().forEach(ConfigurableApplicationContext::close);
    }

    /** One application for all read-only tests and one, with everything exposed, for the others: starting is slow. */
    private ConfigurableApplicationContext context() {
        return contexts.computeIfAbsent(unrestricted, this::start);
    }

    private ConfigurableApplicationContext start(boolean everything) {
        List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off"));
        if (everything) {
            arguments.addAll(List.of(
                    "--management.endpoints.web.exposure.include=*",
                    "--management.endpoint.p2p.access=unrestricted",
                    "--management.endpoint.health.show-details=always",
                    "--management.endpoint.env.show-values=always",
                    "--management.endpoint.configprops.show-values=always",
                    "--barrel.p2p.cookie=s3cret",
                    "--barrel.p2p.cluster-name=blue"));
        } else {
            arguments.add("--management.endpoints.web.exposure.include=p2p");
        }
        ApplicationListener<AuditApplicationEvent> audit = event -> audited.add(text(event));
        ApplicationContextInitializer<GenericApplicationContext> node =
                application -> application.registerBean(BarrelP2p.class, () -> mock.node);
        return new SpringApplicationBuilder(App.class)
                .web(type)
                .initializers(node)
                .listeners(audit)
                .run(arguments.toArray(String[]::new));
    }

    private static String text(AuditApplicationEvent event) {
        Map<String, Object> data = event.getAuditEvent().getData();
        Object subject = data.containsKey("node") ? data.get("node") : data.get("kind") + " " + data.get("fingerprint");
        return event.getAuditEvent().getPrincipal() + " "
                + event.getAuditEvent().getType() + " " + subject;
    }

    final HttpResponse<String> actuator(String path) {
        return exchange(HttpRequest.newBuilder(uri("/actuator" + path)).build());
    }

    final HttpResponse<String> get(String path) {
        return send("GET", path, null, "");
    }

    final HttpResponse<String> post(String path, @Nullable String json) {
        return send("POST", path, json, "");
    }

    final HttpResponse<String> send(String method, String path, @Nullable String json, String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/actuator/p2p" + path))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        if (!accept.isEmpty()) {
            request.header("Accept", accept);
        }
        return exchange(request.build());
    }

    final HttpResponse<String> exchange(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    final URI uri(String path) {
        String port = context().getEnvironment().getProperty("local.server.port");
        return URI.create("http://localhost:" + port + path);
    }

    @EnableAutoConfiguration
    static class App {}
}
