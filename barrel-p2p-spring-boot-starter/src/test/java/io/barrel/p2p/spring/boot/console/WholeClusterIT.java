package io.barrel.p2p.spring.boot.console;

import static io.barrel.p2p.browser.Page.awaitPage;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.browser.Browser;
import io.barrel.p2p.spring.boot.NodeApplication;
import io.barrel.p2p.test.QuicCluster;
import io.barrel.p2p.test.TestCluster;
import io.barrel.p2p.test.TestNode;
import io.barrel.p2p.wire.NodeId;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of an application among twelve nodes, in a browser. */
class WholeClusterIT extends InBrowserTest {

    private static final String MEMBERS = "Members of the cluster, newest change first";

    private @Nullable NodeApplication application;
    private @Nullable QuicCluster others;

    @BeforeAll
    void start(@TempDir Path directory) {
        NodeApplication started = NodeApplication.start(
                directory.resolve("data"), "barrel.p2p.node-name=n12@test", "barrel.p2p.cookie=" + TestCluster.COOKIE);
        application = started;
        others = TestCluster.builder(11)
                .configure((node, index) -> node.contactNodes(List.of(started.contact())))
                .quic();
        awaitPage(() -> assertThat(
                        started.json("/p2p").path("members").path("alive").asInt())
                .isEqualTo(12));
    }

    @AfterAll
    void stop() {
        if (others != null) {
            others.close();
        }
        if (application != null) {
            application.close();
        }
    }

    @BeforeEach
    void open() {
        page().open(application().uri("/actuator/p2p"));
        page().showWholeCluster();
        awaitPage(() -> assertThat(page().nodes()).hasSize(12));
    }

    @Test
    void everyEdgeThatAMemberHasIsDrawnOnceAndNoOther() {
        awaitPage(() -> {
            Set<String> edges = edges();
            assertThat(page().clusterEdges()).containsExactlyInAnyOrderElementsOf(edges);
            assertThat(page().panel("overlay")).contains("12 members tell of " + edges.size() + " edges: ");
        });
        assertThat(page().browser.run("return document.querySelectorAll('.drawing .silent').length"))
                .isEqualTo(0L);
        assertThat(page().rows("overlay", "Active views of the members")).hasSize(12);
    }

    /** What the nodes themselves say of their active views. */
    private Set<String> edges() {
        Set<String> edges = new TreeSet<>();
        Stream.concat(Stream.of(application().node()), others().nodes().stream().map(TestNode::p2p))
                .forEach(node -> active(node).forEach(peer -> edges.add(edge(name(node), peer))));
        return edges;
    }

    private static List<NodeId> active(BarrelP2p node) {
        return node.membership().views().active().stream()
                .map(active -> active.peer().node())
                .toList();
    }

    private static NodeId name(BarrelP2p node) {
        return node.node().orElseThrow().self().node();
    }

    private static String edge(NodeId one, NodeId other) {
        return one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
    }

    @Test
    void memberThatDiesIsSuspectedThenDeadAndHistoryTellsWhoseWordThatIs() {
        TestNode victim = others().node(4);
        others().crash(victim);

        awaitPage(() -> {
            assertThat(page().rows("members", "Suspicions, newest first"))
                    .anyMatch(row ->
                            row.matches("n5@test \\| confirmed \\| n\\d+@test \\| link_lost \\| .+:.+ \\| .+:.+"));
            assertThat(page().rows("members", MEMBERS))
                    .anyMatch(row -> row.matches("n5@test \\| dead \\| .* \\| n\\d+@test \\| link_lost"));
        });
        awaitPage(() -> assertThat(page().nodes()).hasSize(11).doesNotContain("n5@test"));
        assertThat(page().panel("events")).contains("cannot reach n5@test: link_lost", "n5@test is taken for gone");

        others().restart(victim);
        awaitPage(() -> assertThat(page().nodes()).hasSize(12).contains("n5@test"));
    }

    @Test
    void gossipTreeHasLazyEdgesOnceBroadcastsWent() {
        awaitPage(() -> {
            others().nodes().forEach(node -> node.p2p().gossip().publish("news", new byte[100]));
            assertThat(page().rows("gossip", "Edges of this node"))
                    .anyMatch(row -> row.endsWith(" | eager | sent in full"))
                    .anyMatch(row -> row.endsWith(" | lazy | announced by id"));
        });
        awaitPage(() -> assertThat(page().panel("overlay")).matches("(?s).*: [1-9]\\d* eager, [1-9]\\d* lazy\\..*"));
    }

    @Test
    void namesAreNeitherCutOffNorAboveEachOther() {
        for (int width : List.of(Browser.DESKTOP, Browser.PHONE)) {
            page().browser.size(width, 900, 1);
            awaitPage(() -> assertThat(page().browser.strings(OVERLAPS))
                    .as("at width " + width)
                    .isEmpty());
        }
        page().browser.size(Browser.DESKTOP, 900, 1);
    }

    private static final String OVERLAPS = """
            const canvas = document.querySelector(".drawing").getBoundingClientRect();
            const names = [...document.querySelectorAll(".drawing .name")]
                .map(name => ({text: name.textContent, box: name.getBoundingClientRect()}));
            const cut = names.filter(({box}) => box.left < canvas.left || box.right > canvas.right
                || box.top < canvas.top || box.bottom > canvas.bottom);
            const over = names.filter((one, i) => names.slice(0, i).some(({box}) => box.left < one.box.right
                && one.box.left < box.right && box.top < one.box.bottom && one.box.top < box.bottom));
            const dots = [...document.querySelectorAll(".drawing .node circle")].map(dot => dot.getBoundingClientRect());
            const within = (value, least, most) => Math.min(Math.max(value, least), most);
            const onDot = names.filter(({box}) => dots.some(dot => {
                const [x, y] = [dot.left + dot.width / 2, dot.top + dot.height / 2];
                return Math.hypot(x - within(x, box.left, box.right), y - within(y, box.top, box.bottom)) < 9;
            }));
            return [names.length === 12 ? "" : `${names.length} names`, ...cut.map(({text}) => `${text} is cut off`),
                ...onDot.map(({text}) => `${text} is over a node`), ...over.map(({text}) => `${text} is over another`)].filter(text => text !== "");
            """;

    @Test
    void everybodyCanUseItOnAPhoneToo() {
        page().openTables();
        page().assertAccessible();
        page().assertFitsPhone();
    }

    private NodeApplication application() {
        return Objects.requireNonNull(application);
    }

    private QuicCluster others() {
        return Objects.requireNonNull(others);
    }
}
