package io.barrel.p2p.spring.boot.console;

import static io.barrel.p2p.browser.Page.awaitPage;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.browser.Browser;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.spring.boot.NodeApplication;
import io.barrel.p2p.test.QuicCluster;
import io.barrel.p2p.test.TestCluster;
import io.barrel.p2p.test.TestNode;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes the pictures of the documentation from real clusters. Not part of the build, for it writes into {@code docs/images}: CONTRIBUTING.md
 * has the command.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleScreenshots {

    private static final Path IMAGES = Path.of("../docs/images");
    private static final int DESK = 1120;
    private static final int PHONE = 390;
    private static final int MOST_BYTES = 200_000;

    /** The font of an interface in place of what a machine without a desktop has. */
    private static final String FONTS = """
            <?xml version="1.0"?>
            <!DOCTYPE fontconfig SYSTEM "fonts.dtd">
            <fontconfig>
              <include>/etc/fonts/fonts.conf</include>
              %s%s%s
            </fontconfig>
            """.formatted(inter("system-ui"), inter("sans"), inter("DejaVu Sans"));

    private static String inter(String family) {
        return """
                <match target="pattern">
                  <test name="family"><string>%s</string></test>
                  <edit name="family" mode="prepend" binding="strong"><string>Inter</string></edit>
                </match>
                """.formatted(family);
    }

    private @Nullable ConsolePage opened;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Path fonts = Files.writeString(directory.resolve("fonts.conf"), FONTS);
        opened = new ConsolePage(
                Browser.start(directory.resolve("profile"), Map.of("FONTCONFIG_FILE", fonts.toString())));
        Files.createDirectories(IMAGES);
    }

    @AfterAll
    void stop() {
        if (opened != null) {
            opened.browser.close();
        }
    }

    @Test
    void threeNodesAndOneThatDied(@TempDir Path directory) throws IOException {
        List<String> names = List.of("orders@eu-1", "orders@eu-2", "payments@us-1", "payments@us-2");
        try (NodeApplication application = application(directory, names.get(0));
                QuicCluster others = others(application, names)) {
            awaitPage(() -> assertThat(alive(application)).isEqualTo(4));
            others.crash(others.node(2));
            page().open(application.uri("/actuator/p2p"));
            awaitPage(() -> {
                others.node(0).p2p().gossip().publish("news", ByteBuffer.allocate(100));
                others.node(1).p2p().gossip().publish("news", ByteBuffer.allocate(100));
                assertThat(page().rows("members", "Suspicions, newest first"))
                        .anyMatch(row -> row.startsWith("payments@us-2 | confirmed"));
                assertThat(page().nodes()).hasSize(3);
                assertThat(page().rows("services", "Instances by service")).hasSize(3);
            });
            photographAll("console-3");
            photograph("console-panels", DESK, "#keys");
        }
    }

    @Test
    void twelveNodes(@TempDir Path directory) throws IOException {
        List<String> names = List.of(
                "orders@eu-1",
                "orders@eu-2",
                "orders@us-1",
                "orders@us-2",
                "payments@eu-3",
                "payments@eu-4",
                "payments@us-3",
                "payments@us-4",
                "stock@eu-5",
                "stock@eu-6",
                "stock@us-5",
                "stock@us-6");
        try (NodeApplication application = application(directory, names.get(0));
                QuicCluster others = others(application, names)) {
            awaitPage(() -> assertThat(alive(application)).isEqualTo(12));
            page().open(application.uri("/actuator/p2p"));
            page().showWholeCluster();
            awaitPage(() -> {
                others.nodes().forEach(node -> node.p2p().gossip().publish("news", ByteBuffer.allocate(100)));
                assertThat(page().panel("overlay")).matches("(?s).*12 members tell of .*, 1\\d lazy\\..*");
            });
            photographAll("console-12");
        }
    }

    private static NodeApplication application(Path directory, String name) {
        NodeApplication started = NodeApplication.start(
                directory.resolve("data"),
                "barrel.p2p.node-name=" + name,
                "barrel.p2p.cookie=" + TestCluster.COOKIE,
                "barrel.p2p.metadata.region=eu",
                "management.endpoint.p2p.access=unrestricted");
        offer(started.node().services()::register, name);
        return started;
    }

    private static QuicCluster others(NodeApplication application, List<String> names) {
        QuicCluster cluster = TestCluster.builder(names.size() - 1)
                .configure((node, index) -> {
                    String name = names.get(index + 1);
                    node.nodeName(NodeId.of(name))
                            .metadata(Map.of("region", name.substring(name.indexOf('@') + 1, name.indexOf('-'))))
                            .contactNodes(List.of(application.contact()));
                })
                .quic();
        for (TestNode node : cluster.nodes()) {
            offer(
                    node.p2p().services()::register,
                    node.p2p().node().orElseThrow().self().node().value());
        }
        return cluster;
    }

    private static void offer(Registration services, String node) {
        services.register(
                node.substring(0, node.indexOf('@')),
                Map.of("version", "2.1"),
                MessageHandler.consuming(message -> {}));
    }

    /** How a node offers a service. */
    private interface Registration {

        void register(String service, Map<String, String> metadata, MessageHandler handler);
    }

    private static int alive(NodeApplication application) {
        return application.json("/p2p").path("members").path("alive").asInt();
    }

    private void photographAll(String name) throws IOException {
        page().browser.size(DESK, 900, 1.25);
        photograph(name + "-light", DESK, "#overlay");
        page().browser.look("dark");
        photograph(name + "-dark", DESK, "#overlay");
        page().browser.look("light");
        page().browser.size(PHONE, 844, 2);
        photograph(name + "-phone", PHONE, "#overlay");
        page().browser.size(DESK, 900, 1);
    }

    /** The page from its head to the end of one of its parts. */
    private void photograph(String name, int width, String part) throws IOException {
        Path file = IMAGES.resolve(name + ".png");
        long height = Long.parseLong(String.valueOf(page().browser
                .run(
                        "return Math.round(document.querySelector(arguments[0]).getBoundingClientRect().bottom + scrollY) + 16",
                        part)));
        SmallPng.write(page().browser.photograph(width, (int) height), file);
        assertThat(Files.size(file)).as(name).isBetween(10_000L, (long) MOST_BYTES);
    }

    private ConsolePage page() {
        return Objects.requireNonNull(opened);
    }
}
