package io.barrel.p2p.spring.boot.console;

import static io.barrel.p2p.browser.Page.awaitPage;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.Cookie;
import io.barrel.p2p.spring.boot.NodeApplication;
import io.barrel.p2p.wire.NodeId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.springframework.boot.WebApplicationType;

/** The page of a node among three, in a browser. */
class ConsoleIT extends InBrowserTest {

    private static final String MARKUP = "<img src=x onerror=\"window.struck=1\"><script>window.struck=1</script>";
    private static final String TIME = "\\d+(\\.\\d+)? ms";

    private final List<NodeApplication> applications = new ArrayList<>();
    private @Nullable Path directory;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        this.directory = directory;
        application("one", WebApplicationType.SERVLET, "management.endpoint.p2p.access=unrestricted");
        NodeApplication second = application("two", WebApplicationType.NONE, "barrel.p2p.metadata.note=" + MARKUP);
        application("three", WebApplicationType.NONE);
        second.node().services().register("prices", Map.of("currency", "EUR"), MessageHandler.consuming(message -> {}));
        second.node().services().register(MARKUP, Map.of("<b>", MARKUP), MessageHandler.consuming(message -> {}));
        strangerKnocks();
    }

    private NodeApplication application(String name, WebApplicationType type, String... properties) {
        String[] contact =
                applications.isEmpty() ? new String[0] : new String[] {"barrel.p2p.contact-nodes=" + first().contact()};
        NodeApplication started = NodeApplication.start(
                type,
                List.of(),
                Objects.requireNonNull(directory).resolve(name),
                Stream.of(new String[] {"barrel.p2p.node-name=orders@" + name}, contact, properties)
                        .flatMap(Stream::of)
                        .toArray(String[]::new));
        applications.add(started);
        return started;
    }

    /** A node that does not know the secret of the cluster. */
    private void strangerKnocks() {
        BarrelP2p stranger = BarrelP2p.create(BarrelP2pConfig.builder()
                .nodeName(NodeId.of("orders@stranger"))
                .dataDir(Objects.requireNonNull(directory).resolve("stranger"))
                .bindAddress("127.0.0.1")
                .contactNodes(List.of(first().contact()))
                .auth(AuthConfig.builder().cookie(Cookie.of("another")).build())
                .build());
        stranger.start();
        awaitPage(() -> assertThat(first().json("/p2p/auth")
                        .path("failures")
                        .path("cookie_mismatch")
                        .asInt())
                .isPositive());
        stranger.stop();
    }

    @AfterAll
    void stop() {
        for (int last = applications.size() - 1; last >= 0; last--) {
            applications.get(last).close();
        }
    }

    @BeforeEach
    void open() {
        page().open(first().uri("/actuator/p2p"));
        awaitPage(
                () -> assertThat(page().nodes()).containsExactlyInAnyOrder("orders@one", "orders@two", "orders@three"));
    }

    @Test
    void drawingShowsTheNodeItsPeersAndTheRoundTripsBetween() {
        assertThat(page().browser.text("#node")).isEqualTo("orders@one");
        awaitPage(() -> assertThat(page().edges())
                .hasSize(2)
                .anySatisfy(edge -> assertThat(edge).matches("orders@two: (eager|lazy), " + TIME))
                .anySatisfy(edge -> assertThat(edge).matches("orders@three: (eager|lazy), " + TIME)));
        assertThat(page().browser
                        .strings("return [...document.querySelectorAll('.drawing .rtt')].map(t => t.textContent)"))
                .hasSize(2)
                .allMatch(text -> text.matches(TIME));
        assertThat(page().panel("overlay")).contains("orders@one has 2 active peers of at most 5");
        assertThat(page().fact("this-node", "State")).isEqualTo("joined");
        assertThat(page().fact("this-node", "Members")).startsWith("3 alive");
    }

    @Test
    void drawingFollowsANodeThatComesAndLeaves() {
        NodeApplication fourth = application("four", WebApplicationType.NONE);
        awaitPage(() -> assertThat(page().nodes()).contains("orders@four").hasSize(4));

        applications.remove(fourth);
        fourth.close();

        awaitPage(() -> {
            assertThat(page().nodes()).containsExactlyInAnyOrder("orders@one", "orders@two", "orders@three");
            assertThat(page().rows("members", "Members of the cluster, newest change first"))
                    .anyMatch(row -> row.startsWith("orders@four | left | "));
        });
        assertThat(page().panel("events")).contains("orders@four left the cluster: left");
    }

    @Test
    void eventsAppearAsTheyHappenWithoutAWordLost() {
        assertThat(page().browser.strings("return [...document.querySelectorAll('[role=log]')].map(e => e.ariaLabel)"))
                .containsExactly("Events, newest first");
        long before = newestEvent();
        NodeApplication third = applications.get(2);

        third.node().services().register("parcels", Map.of(), MessageHandler.consuming(message -> {}));

        awaitPage(() -> assertThat(page().panel("events")).contains("orders@three offers the service parcels"));
        assertThat(newestEvent()).isGreaterThan(before);
        assertThat(page().browser
                        .strings("return [...document.querySelectorAll('.events li')].map(e => e.dataset.sequence)"))
                .hasSize((int) newestEvent())
                .endsWith("1");
        awaitPage(() ->
                assertThat(page().names("services", "Instances by service")).contains("parcels"));
    }

    private long newestEvent() {
        return Long.parseLong(String.valueOf(
                page().browser.run("return document.querySelector('.events li')?.dataset.sequence ?? '0'")));
    }

    @Test
    void whatOthersCallThemselvesIsTextAndNothingElse() {
        awaitPage(() -> {
            assertThat(page().rows("members", "Members of the cluster, newest change first"))
                    .anyMatch(row -> row.contains("note " + MARKUP));
            assertThat(page().rows("services", "Instances by service"))
                    .anyMatch(row -> row.startsWith(MARKUP + " | orders@two | ") && row.endsWith("<b> " + MARKUP))
                    .anyMatch(row -> row.startsWith("prices | orders@two | ") && row.endsWith("currency EUR"));
            assertThat(page().panel("events")).contains("orders@two offers the service " + MARKUP);
        });

        assertThat(
                        page().browser
                                .strings(
                                        "return [...document.querySelectorAll('main img, main script, main b')].map(e => e.outerHTML)"))
                .isEmpty();
        assertThat(page().browser.run("return typeof window.struck")).isEqualTo("undefined");
    }

    @Test
    void gossipConnectionsAndAuthenticationAreThoseOfTheNode() {
        awaitPage(() -> {
            List<String> edges = new ArrayList<>();
            first().json("/p2p/gossip")
                    .path("eager")
                    .forEach(node -> edges.add(node.asString() + " | eager | sent in full"));
            first().json("/p2p/gossip")
                    .path("lazy")
                    .forEach(node -> edges.add(node.asString() + " | lazy | announced by id"));
            assertThat(edges).hasSize(2);
            assertThat(page().rows("gossip", "Edges of this node")).containsExactlyElementsOf(edges);
        });
        String traffic = "\\d+(\\.\\d)? k?M?B";
        awaitPage(() -> assertThat(page().rows("connections", "Links, newest first"))
                .hasSize(2)
                .allMatch(row ->
                        row.matches("orders@(two|three) \\| overlay \\| 127\\.0\\.0\\.1:\\d+ \\| (peer|this node)"
                                + " \\| identity \\| " + TIME + " \\| \\d+ (s|min) \\| " + traffic + " \\| "
                                + traffic)));
        assertThat(page().rows("authentication", "Failures by reason"))
                .hasSize(1)
                .allMatch(row -> row.matches("cookie_mismatch \\|  \\| [1-9]\\d*"));
        assertThat(page().rows("authentication", "Handshakes since the start"))
                .anyMatch(row -> row.matches("peers \\| [2-9]\\d* \\| [1-9]\\d*"));
    }

    @Test
    void identityIsRotatedWhenTheQuestionIsAnsweredWithYes() {
        String before = first().info().fingerprint();

        page().browser.find(page().button("rotate/identity")).click();
        assertThat(page().browser.text("dialog")).startsWith("Rotate identity?").contains("new Ed25519 identity");
        page().browser.find(By.cssSelector("dialog button:not(.decisive)")).click();
        awaitPage(() -> assertThat(page().asks()).isFalse());
        assertThat(first().info().fingerprint()).isEqualTo(before);

        page().browser.find(page().button("rotate/identity")).click();
        page().browser.find(By.cssSelector("dialog button.decisive")).click();

        awaitPage(() -> assertThat(page().panel("keys")).contains("Rotate identity: done."));
        String after = first().info().fingerprint();
        assertThat(after).isNotEqualTo(before);
        awaitPage(() -> {
            assertThat(page().fact("keys", "Fingerprint")).isEqualTo(after);
            assertThat(page().panel("events")).contains("This node has a new key pair, fingerprint " + after);
        });
    }

    @Test
    void refusalOfTheNodeIsToldInItsOwnWords() {
        page().browser.find(page().button("rotate/rollback-certificate")).click();
        page().browser.find(By.cssSelector("dialog button.decisive")).click();

        awaitPage(() -> assertThat(page().panel("keys"))
                .contains("Roll back certificate: not done. There is nothing to go back to"));
        assertThat(page().browser.complaints())
                .singleElement()
                .asString()
                .contains("/p2p/rotate/rollback-certificate", "409");
    }

    @Test
    void keyboardReachesEverythingThatAMouseDoes() {
        page().browser.press(Keys.TAB);
        assertThat(page().focused()).isEqualTo("Skip to the panels");
        page().tabTo("input[name=mode]");
        page().browser.press(Keys.ARROW_RIGHT);
        awaitPage(() -> assertThat(page().clusterEdges()).isNotEmpty());
        page().browser.press(Keys.ARROW_LEFT);
        awaitPage(() -> assertThat(page().clusterEdges()).isEmpty());

        page().tabTo("summary");
        page().browser.press(Keys.ENTER);
        assertThat(page().panel("overlay")).contains("Active view, oldest first");

        String before = first().info().fingerprint();
        page().tabTo("[data-operation='rotate/identity']");
        page().browser.press(Keys.ENTER);
        assertThat(page().focused()).isEqualTo("Cancel");
        page().browser.press(Keys.TAB);
        assertThat(page().focused()).isEqualTo("Rotate identity");
        page().browser.press(Keys.ESCAPE);
        awaitPage(() -> assertThat(page().asks()).isFalse());
        assertThat(page().focused()).as("where it was before the question").isEqualTo("Rotate identity…");
        assertThat(first().info().fingerprint()).isEqualTo(before);
    }

    @Test
    void everybodyCanUseIt() {
        page().openTables();
        page().assertAccessible();
        page().browser.find(page().button("rotate/identity")).click();
        page().assertAccessible();
    }

    @Test
    void phoneShowsItWithoutScrollingAside() {
        page().openTables();
        page().assertFitsPhone();
    }

    private NodeApplication first() {
        return applications.get(0);
    }
}
