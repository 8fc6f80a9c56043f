package io.barrel.p2p.spring.boot.console;

import static io.barrel.p2p.browser.Page.awaitPage;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.barrel.p2p.spring.boot.NodeApplication;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;

/** Where the page is, and who may do what there, in a browser. */
class ConsoleAccessIT extends InBrowserTest {

    private static final String UNRESTRICTED = "management.endpoint.p2p.access=unrestricted";

    private @Nullable NodeApplication guarded;
    private @Nullable Path directory;

    @BeforeAll
    void start(@TempDir Path directory) {
        this.directory = directory;
        guarded = start("guarded", WebApplicationType.SERVLET, List.of(ForgeryProtection.class), UNRESTRICTED);
    }

    private NodeApplication start(String name, WebApplicationType type, List<Class<?>> sources, String... properties) {
        Path data = Objects.requireNonNull(directory).resolve(name);
        String[] all = Stream.concat(Stream.of("barrel.p2p.node-name=orders@" + name), Stream.of(properties))
                .toArray(String[]::new);
        return NodeApplication.start(type, sources, data, all);
    }

    @AfterAll
    void stop() {
        if (guarded != null) {
            guarded.close();
        }
    }

    @Test
    void readOnlyEndpointHasNoOperationsWhateverTheWebServer() {
        try (NodeApplication readOnly = start("read-only", WebApplicationType.REACTIVE, List.of())) {
            page().open(readOnly.uri("/actuator/p2p"));

            awaitPage(() -> assertThat(page().fact("keys", "Fingerprint"))
                    .isEqualTo(readOnly.info().fingerprint()));
            assertThat(page().fact("this-node", "Endpoint")).isEqualTo("read-only");
            assertThat(page().browser.has(By.tagName("button"))).isFalse();
            page().leave();
        }
    }

    @Test
    void pageAndItsOperationsAreWhereTheEndpointIs() {
        try (NodeApplication moved = start(
                "moved",
                WebApplicationType.SERVLET,
                List.of(),
                UNRESTRICTED,
                "server.servlet.context-path=/shop",
                "management.server.port=0",
                "management.server.base-path=/ops",
                "management.endpoints.web.base-path=/manage",
                "management.endpoints.web.path-mapping.p2p=cluster/node")) {
            String before = moved.info().fingerprint();
            String port = moved.context.getEnvironment().getProperty("local.management.port");

            page().open(URI.create("http://localhost:" + port + "/ops/manage/cluster/node"));

            assertThat(page().nodes()).containsExactly("orders@moved");
            rotateIdentity();
            assertThat(moved.info().fingerprint()).isNotEqualTo(before);
            page().leave();
        }
    }

    @Test
    void pageSendsBackTheTokenThatSpringSecurityGaveIt() {
        String before = guarded().info().fingerprint();

        page().open(guarded().uri("/actuator/p2p"));
        rotateIdentity();

        String after = guarded().info().fingerprint();
        assertThat(after).isNotEqualTo(before);
        assertThat(guarded().send("POST", "/p2p/rotate/identity", null).statusCode())
                .as("without the token")
                .isEqualTo(403);
        assertThat(guarded().info().fingerprint()).isEqualTo(after);
    }

    @Test
    void pageOfAnotherSiteCannotSendAnOperationInTheNameOfTheUser() throws IOException {
        String before = guarded().info().fingerprint();
        page().open(guarded().uri("/actuator/p2p"));
        String form = "<!doctype html><title>other</title><form method=post action='%s'><button>Win</button></form>"
                .formatted(guarded().uri("/actuator/p2p/rotate/identity"));

        try (Site other = new Site(form)) {
            page().browser.open(other.address());
            page().browser.find(By.tagName("button")).click();
            awaitPage(() -> assertThat(page().browser.text("body")).contains("status=403"));
        }

        assertThat(guarded().info().fingerprint()).isEqualTo(before);
        assertThat(page().browser.complaints())
                .filteredOn(text -> !text.contains("/favicon.ico"))
                .singleElement()
                .asString()
                .contains("/p2p/rotate/identity", "403");
    }

    @Test
    void pageInsideAnotherShowsTheNodeButNoOperations() throws IOException {
        String frame = "<!doctype html><title>other</title><iframe src='%s' width=900 height=700></iframe>"
                .formatted(guarded().uri("/actuator/p2p"));

        try (Site other = new Site(frame)) {
            page().browser.open(other.address());
            page().browser.enterFrame();
            awaitPage(() -> {
                assertThat(page().fact("this-node", "Endpoint")).isEqualTo("unrestricted");
                assertThat(page().fact("keys", "Fingerprint")).isNotEmpty();
            });
            assertThat(page().browser.has(By.tagName("button"))).isFalse();
            page().leave();
        }
    }

    @Test
    void nodeThatDoesNotAnswerIsSaidToBeSilentUntilItIsBack() {
        page().open(guarded().uri("/actuator/p2p"));

        page().browser.network(false);
        awaitPage(() -> assertThat(page().status()).startsWith("No answer since "));
        page().browser.network(true);

        awaitPage(() -> assertThat(page().status()).isEqualTo("Live"));
        assertThat(page().browser.complaints())
                .isNotEmpty()
                .allMatch(text -> text.contains("net::ERR_INTERNET_DISCONNECTED"));
    }

    private void rotateIdentity() {
        awaitPage(() ->
                assertThat(page().browser.has(page().button("rotate/identity"))).isTrue());
        page().browser.find(page().button("rotate/identity")).click();
        page().browser.find(By.cssSelector("dialog button.decisive")).click();
        awaitPage(() -> assertThat(page().panel("keys")).contains("Rotate identity: done."));
    }

    private NodeApplication guarded() {
        return Objects.requireNonNull(guarded);
    }

    /** What Spring Security does to requests of a browser when it keeps its token in a cookie. */
    static class ForgeryProtection {

        @Bean
        Filter csrf() {
            CsrfTokenRequestAttributeHandler plain = new CsrfTokenRequestAttributeHandler();
            // Sets the cookie with the first answer.
            plain.setCsrfRequestAttributeName(null);
            CsrfFilter filter = new CsrfFilter(CookieCsrfTokenRepository.withHttpOnlyFalse());
            filter.setRequestHandler(plain);
            return filter;
        }
    }

    /** A page of another site: to a browser, 127.0.0.1 is not localhost. */
    private static final class Site implements AutoCloseable {

        private final HttpServer server;

        Site(String page) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                boolean found = exchange.getRequestURI().getPath().equals("/");
                byte[] body = (found ? page : "").getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/html");
                exchange.sendResponseHeaders(found ? 200 : 204, found ? body.length : -1);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        URI address() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
