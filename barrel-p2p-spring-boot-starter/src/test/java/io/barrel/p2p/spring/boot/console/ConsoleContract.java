package io.barrel.p2p.spring.boot.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.ServiceRegistered;
import io.barrel.p2p.spring.boot.MockNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.json.JSONException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.skyscreamer.jsonassert.JSONAssert;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.ClassPathResource;

/** What a browser gets at {@code /actuator/p2p}, and what the page reads besides, whatever the web server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConsoleContract {

    private static final String BROWSER =
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

    private final HttpClient client = HttpClient.newHttpClient();
    private final MockNode mock = new MockNode();
    private final WebApplicationType type;
    private final List<ConfigurableApplicationContext> started = new ArrayList<>();
    private @Nullable ConfigurableApplicationContext context;

    ConsoleContract(WebApplicationType type) {
        this.type = type;
    }

    @BeforeAll
    void start() {
        context = start("--management.endpoints.web.exposure.include=p2p");
    }

    @AfterAll
    void close() {
        // All at the end: those of one JVM share a node, and threads of the web server.
        started.forEach(ConfigurableApplicationContext::close);
    }

    @Test
    void browserGetsThePage() throws Exception {
        HttpResponse<String> page = get(context(), "/actuator/p2p", BROWSER);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(contentType(page)).isEqualToIgnoringCase("text/html;charset=UTF-8");
        assertThat(page.body())
                .startsWith("<!doctype html>")
                .contains("src=\"p2p/console/console.js\"", "href=\"p2p/console/console.css\"")
                .contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self';")
                .doesNotContain("{{", "<style", " style=", "onload", "http:", "https:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "application/json",
                "application/json, text/plain, */*",
                "text/html;q=0.5, application/json",
                "application/*, text/html;q=0.1"
            })
    void whoeverDoesNotPreferHtmlGetsJson(String accept) throws Exception {
        HttpResponse<String> summary = get(context(), "/actuator/p2p", accept);

        assertThat(contentType(summary)).contains("json");
        assertThat(summary.body()).startsWith("{\"node\":{\"id\":\"orders@a\"");
    }

    static Stream<String> files() {
        return P2pConsole.FILES.stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void fileIsServedAsWhatItIs(String name) throws Exception {
        String accept = name.endsWith(".css") ? "text/css,*/*;q=0.1" : "*/*";
        HttpResponse<String> file = get(context(), "/actuator/p2p/console/" + name, accept);

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(contentType(file)).isEqualToIgnoringCase(expectedType(name));
        assertThat(file.body())
                .isEqualTo(new ClassPathResource(name, P2pConsole.class).getContentAsString(StandardCharsets.UTF_8));
    }

    private static String expectedType(String name) {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".js" -> "text/javascript;charset=UTF-8";
            case ".css" -> "text/css;charset=UTF-8";
            default -> "image/svg+xml";
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing.js",
                "index.html",
                "P2pConsole.class",
                "..",
                "%2e%2e%2f..%2fapplication.properties",
                "..%5cconsole.css",
                "/console.css"
            })
    void nothingElseIsServed(String name) throws Exception {
        HttpResponse<String> file = get(context(), "/actuator/p2p/console/" + name, "*/*");

        assertThat(file.statusCode()).isBetween(400, 404);
        assertThat(file.body()).doesNotContain("--ground", "doctype html>\n<html lang=\"en\">\n<head>\n    <meta");
    }

    @Test
    void pageFollowsTheExposureAndThePathOfTheEndpoint() throws Exception {
        ConfigurableApplicationContext hidden = start("--management.endpoints.web.exposure.include=health");
        assertThat(get(hidden, "/actuator/p2p", BROWSER).statusCode()).isEqualTo(404);
        assertThat(get(hidden, "/actuator/p2p/console/console.js", "*/*").statusCode())
                .isEqualTo(404);
        ConfigurableApplicationContext moved = start(
                "--management.endpoints.web.exposure.include=p2p",
                "--management.endpoints.web.base-path=/manage",
                "--management.endpoints.web.path-mapping.p2p=ops/cluster");
        assertThat(get(moved, "/manage/ops/cluster", BROWSER).body()).contains("src=\"cluster/console/console.js\"");
        assertThat(get(moved, "/manage/ops/cluster/console/console.js", "*/*").statusCode())
                .isEqualTo(200);
    }

    @Test
    void eventsAreShownNewestFirst() throws Exception {
        mock.publish(new ServiceRegistered("<b>prices</b>", MockNode.ACTIVE));
        mock.publish(new PeerDown(MockNode.ACTIVE, DownReason.NODEDOWN));

        String events = get(context(), "/actuator/p2p/events", "").body();

        assertJson("""
                {"total": 2, "events": [
                   {"sequence": 2, "type": "peer_down", "node": "orders@b", "reason": "nodedown",
                    "text": "orders@b is no active peer any more"},
                   {"sequence": 1, "type": "service_registered", "node": "orders@b",
                    "text": "orders@b offers the service <b>prices</b>"}]}""", events.replaceAll("\"at\":\"[^\"]+\",", ""));
        assertThat(events).contains("\"at\":\"20");
    }

    @Test
    void overlayIsWhatTheMembersTell() throws Exception {
        String overlay = get(context(), "/actuator/p2p/overlay", "").body();

        assertJson("""
                {"nodes": [{"node": "orders@a",
                            "neighbours": [{"node": "orders@b", "rttMillis": 1.5, "eager": true}]}],
                 "unanswered": [], "total": 1}""", overlay.replaceAll("\"at\":\"[^\"]+\",", ""));
        mock.node.stop();
        assertThat(get(context(), "/actuator/p2p/overlay", "").body()).contains("\"error\":\"not_running\"");
        mock.node.start();
    }

    private ConfigurableApplicationContext start(String... arguments) {
        mock.reset();
        ApplicationContextInitializer<GenericApplicationContext> node =
                application -> application.registerBean(BarrelP2p.class, () -> mock.node);
        ConfigurableApplicationContext application = new SpringApplicationBuilder(App.class)
                .web(type)
                .properties("server.port=0", "spring.main.banner-mode=off")
                .initializers(node)
                .run(arguments);
        started.add(application);
        return application;
    }

    private ConfigurableApplicationContext context() {
        if (context == null) {
            throw new AssertionError("not started");
        }
        return context;
    }

    private HttpResponse<String> get(ConfigurableApplicationContext context, String path, String accept)
            throws IOException, InterruptedException {
        String port = context.getEnvironment().getProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        if (!accept.isEmpty()) {
            request.header("Accept", accept);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String contentType(HttpResponse<String> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    private static void assertJson(String expected, String found) throws JSONException {
        JSONAssert.assertEquals(expected, found, true);
    }

    @EnableAutoConfiguration
    static class App {}
}
