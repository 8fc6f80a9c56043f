package io.barrel.p2p.spring.boot;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.engine.NodeInfo;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An application with a real node on the loopback interface and, unless told otherwise, a real web server. */
public final class NodeApplication implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    public final ConfigurableApplicationContext context;

    private NodeApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** A web application whose node keeps its data in that directory. */
    public static NodeApplication start(Path dataDir, String... properties) {
        return start(WebApplicationType.SERVLET, List.of(), dataDir, properties);
    }

    /** An application of that type with more classes than the recorder of events. */
    public static NodeApplication start(
            WebApplicationType type, List<Class<?>> sources, Path dataDir, String... properties) {
        return new NodeApplication(new SpringApplicationBuilder(App.class)
                .sources(sources.toArray(Class<?>[]::new))
                .web(type)
                .properties(
                        "server.port=0",
                        "server.shutdown=graceful",
                        "spring.main.banner-mode=off",
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoint.health.show-details=always",
                        "barrel.p2p.bind-address=127.0.0.1",
                        "barrel.p2p.data-dir=" + dataDir)
                .run(Stream.of(properties).map("--"::concat).toArray(String[]::new)));
    }

    public BarrelP2p node() {
        return context.getBean(BarrelP2p.class);
    }

    public NodeInfo info() {
        return node().node().orElseThrow();
    }

    public NodeId name() {
        return info().self().node();
    }

    /** Where this node can be joined. */
    public String contact() {
        return info().self().address().toString();
    }

    /** What the listener bean got so far. */
    public List<P2pEvent> events() {
        return context.getBean(Events.class).all;
    }

    public boolean sees(NodeApplication other) {
        return node().membership().views().active().stream()
                .anyMatch(active -> active.peer().node().equals(other.name()));
    }

    /** The JSON at a path below {@code /actuator}. */
    public JsonNode json(String path) {
        return json(send("GET", path, null));
    }

    public static JsonNode json(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return new JsonMapper().readTree(response.body());
    }

    public HttpResponse<String> send(String method, String path, @Nullable String json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/actuator" + path))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        return send(request.build());
    }

    public URI uri(String path) {
        return URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port") + path);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }

    @EnableAutoConfiguration
    static class App {

        @Bean
        Events events() {
            return new Events();
        }
    }

    /** Keeps every event of the node, in order. */
    static class Events {

        final List<P2pEvent> all = new CopyOnWriteArrayList<>();

        @EventListener
        void on(P2pEvent event) {
            all.add(event);
        }
    }
}
