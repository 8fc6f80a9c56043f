package io.barrel.p2p.spring.boot.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.util.MimeType;

/**
 * The console's page and the files it loads: those listed here and no others. The page names them relative to the endpoint's own path, so
 * that base path and port do not matter. Any thread.
 */
@ImportRuntimeHints(P2pConsole.Hints.class)
public class P2pConsole {

    /** The section below the endpoint where its files are. */
    public static final String SECTION = "console";

    static final String PAGE = "index.html";

    /** What the browser loads. */
    static final List<String> FILES = List.of(
            "cluster.js",
            "console.css",
            "console.js",
            "dom.js",
            "drawing.js",
            "icon.svg",
            "node.js",
            "panel-authentication.js",
            "panel-connections.js",
            "panel-events.js",
            "panel-gossip.js",
            "panel-keys.js",
            "panel-members.js",
            "panel-node.js",
            "panel-overlay.js",
            "panel-services.js",
            "panels.js",
            "rotation.js",
            "table.js");

    private static final MimeType HTML = text("html");

    private static final String BASE = "{{console}}";

    private final Supplier<String> endpointPath;

    /**
     * A console.
     *
     * @param endpointPath where the endpoint is below the base path of all endpoints, such as {@code p2p}
     */
    public P2pConsole(Supplier<String> endpointPath) {
        this.endpointPath = endpointPath;
    }

    /** The page. */
    public WebEndpointResponse<Object> page() {
        String path = endpointPath.get();
        String last = path.substring(path.lastIndexOf('/') + 1);
        // Leaves nothing that means something in HTML.
        String base = URLEncoder.encode(last, StandardCharsets.UTF_8).replace("+", "%20") + "/" + SECTION;
        try {
            String page =
                    resource(PAGE).getContentAsString(StandardCharsets.UTF_8).replace(BASE, base);
            return new WebEndpointResponse<>(new ByteArrayResource(page.getBytes(StandardCharsets.UTF_8)), HTML);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the page; empty if it has none of that name. */
    public Optional<WebEndpointResponse<Object>> file(String name) {
        if (!FILES.contains(name)) {
            return Optional.empty();
        }
        return Optional.of(new WebEndpointResponse<>(resource(name), type(name)));
    }

    private static MimeType type(String name) {
        if (name.endsWith(".js")) {
            return text("javascript");
        }
        return name.endsWith(".css") ? text("css") : new MimeType("image", "svg+xml");
    }

    private static Resource resource(String name) {
        return new ClassPathResource(name, P2pConsole.class);
    }

    /** The files, which no code names. */
    static final class Hints implements RuntimeHintsRegistrar {

        @Override
        public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
            hints.resources().registerResource(resource(PAGE));
            FILES.forEach(name -> hints.resources().registerResource(resource(name)));
        }
    }

    private static MimeType text(String subtype) {
        return new MimeType("text", subtype, StandardCharsets.UTF_8);
    }
}
