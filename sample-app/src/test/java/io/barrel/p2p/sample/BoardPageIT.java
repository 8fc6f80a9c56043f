package io.barrel.p2p.sample;

import static io.barrel.p2p.browser.Page.awaitPage;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.browser.Browser;
import io.barrel.p2p.browser.BrowserTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page of the sample in a browser, served by three real nodes. What they do not survive comes last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "stops processes by signals")
class BoardPageIT extends BrowserTest {

    private static final String MARKUP = "<img src=x onerror=\"window.struck=1\"><b>&amp;</b>";
    /** A second tab has the language of the machine. */
    private static final String TIME = "\\d{1,2}:\\d\\d:\\d\\d(\\s[AP]M)?";

    private static final Duration ENDED = Duration.ofSeconds(30);

    /** How long a member is suspect at least: what a slow machine still sees. */
    private static final String TRIAL = "--barrel.p2p.roster.suspicion-min=5s";

    private @Nullable Nodes nodes;
    private List<NodeProcess> all = List.of();

    @BeforeAll
    void start(@TempDir Path directory) {
        Nodes started = new Nodes(directory, "BoardPageIT");
        nodes = started;
        all = Stream.generate(() -> started.startOnAnyPort(TRIAL)).limit(3).toList();
        Nodes.awaitMesh(all);
    }

    @AfterAll
    void stop() {
        if (nodes != null) {
            nodes.close();
        }
    }

    @Test
    void postIsOnThePagesOfAllNodesOnceInOrderAndAsItWasWritten() {
        List<String> tabs = openOnEach();
        String author = name(all.get(1));
        BoardPage page = page();
        browser().toTab(tabs.get(1));
        for (String text : List.of("first", MARKUP, "last")) {
            page.post(text);
            awaitPage(() -> {
                assertThat(page.posts()).startsWith(author + ": " + text);
                assertThat(page.written()).isEmpty();
            });
        }

        for (String tab : tabs) {
            browser().toTab(tab);
            awaitPage(() -> assertThat(page.posts())
                    .filteredOn(post -> post.startsWith(author))
                    .containsExactly(author + ": last", author + ": " + MARKUP, author + ": first"));
            assertThat(browser().text("#posts time")).matches(TIME);
            assertThat(browser().text("#messages-count"))
                    .isEqualTo("" + page.posts().size());
            assertThat(browser()
                            .strings("return [...document.querySelectorAll('main img, main b')].map(e => e.outerHTML)"))
                    .isEmpty();
            assertThat(browser().run("return typeof window.struck")).isEqualTo("undefined");
            assertThat(page.isAsItWasOpened()).isTrue();
        }
        browser().onlyTab(tabs.get(0));
    }

    private List<String> openOnEach() {
        List<String> tabs = new ArrayList<>(List.of(browser().tab()));
        tabs.add(browser().newTab());
        tabs.add(browser().newTab());
        for (int i = 0; i < tabs.size(); i++) {
            browser().toTab(tabs.get(i));
            page().open(all.get(i));
        }
        return tabs;
    }

    @Test
    void textThatIsNoMessageIsRefusedWithAReasonAndKept() {
        BoardPage page = open(0);
        List<String> before = page.posts();

        page.post("  ");
        assertThat(page.problem()).isEqualTo("Write something first.");
        assertThat(page.field().getDomAttribute("aria-invalid")).isEqualTo("true");
        assertThat(page.hasFocus(BoardPage.FIELD)).isTrue();

        page.field().clear();
        page.post("x".repeat(MessageBoard.LONGEST + 1));
        awaitPage(() -> assertThat(page.problem())
                .isEqualTo("Not posted: a message has 1 to 500 characters and is not blank."));
        assertThat(page.field().getDomAttribute("aria-invalid")).isEqualTo("true");
        assertThat(page.written()).hasSize(MessageBoard.LONGEST + 1);
        assertThat(page.hasFocus(BoardPage.FIELD)).isTrue();
        assertThat(page.posts()).isEqualTo(before);
        assertThat(browser().complaints()).singleElement().asString().contains("/api/messages", "400");

        page.browser.press(Keys.BACK_SPACE);
        page.browser.press(Keys.ENTER);
        awaitPage(() -> assertThat(page.posts()).hasSize(before.size() + 1));
        assertThat(page.problem()).isEmpty();
        assertThat(page.field().getDomAttribute("aria-invalid")).isEqualTo("false");
    }

    @Test
    void keyboardPostsAndAsksAndTheFocusStaysWhereItIsNeeded() {
        BoardPage page = open(0);
        browser().press(Keys.TAB);
        assertThat(page.focused()).isEqualTo("Skip to the board");
        browser().press(Keys.ENTER);
        assertThat(page.hasFocus("#board")).isTrue();
        browser().press(Keys.TAB);
        assertThat(page.hasFocus(BoardPage.FIELD)).isTrue();

        browser().press("by enter", Keys.ENTER);
        awaitPage(() -> assertThat(page.posts()).startsWith(name(all.get(0)) + ": by enter"));
        awaitPage(() -> assertThat(page.written()).isEmpty());
        assertThat(page.hasFocus(BoardPage.FIELD)).isTrue();

        browser().press("by button", Keys.TAB);
        assertThat(page.hasFocus("#post button")).isTrue();
        browser().press(Keys.SPACE);
        awaitPage(() -> assertThat(page.posts()).startsWith(name(all.get(0)) + ": by button"));
        awaitPage(() -> assertThat(page.hasFocus(BoardPage.FIELD)).isTrue());

        page.tabTo("#ask");
        browser().press(Keys.ENTER);
        awaitPage(() -> assertThat(page.answer()).contains(" from sample-"));
        assertThat(page.hasFocus("#ask")).isTrue();
    }

    @Test
    void eachAskGoesToTheNextNodeAndSaysToWhich() {
        BoardPage page = open(0);
        Set<String> answered = new TreeSet<>();

        awaitPage(() -> {
            page.ask();
            String answer = page.answer();
            assertThat(answer).matches("\\d+\\.\\d\\d from sample-.*");
            answered.add(answer.substring(answer.indexOf("sample-")));
            assertThat(answered).contains(name(all.get(0)), name(all.get(1)), name(all.get(2)));
        });
    }

    @Test
    @Order(Order.DEFAULT + 1)
    void killedMemberIsSuspectThenDeadAndTheHistoryTellsWhoseWordThatIs() throws InterruptedException {
        NodeProcess victim = all.get(2);
        String name = name(victim);
        BoardPage page = open(0);
        assertThat(page.member(name)).matches(name + " \\| alive \\| " + TIME + " \\| \\S+:\\d+ \\| – \\| –");

        victim.kill();

        awaitPage(() -> {
            assertThat(page.member(name))
                    .matches(name + " \\| suspect \\| " + TIME + " \\| \\S+ \\| sample-\\S+ \\| link_lost");
            assertThat(page.suspicion(name))
                    .matches(name + " \\| open \\| sample-\\S+ \\| link_lost \\| " + TIME + " \\| –");
        });
        awaitPage(() -> {
            assertThat(page.member(name))
                    .matches(name + " \\| dead \\| " + TIME + " \\| \\S+ \\| sample-\\S+ \\| link_lost");
            assertThat(page.suspicion(name))
                    .matches(name + " \\| confirmed \\| sample-\\S+ \\| link_lost \\| " + TIME + " \\| " + TIME);
            assertThat(page.panel("events")).contains("cannot reach " + name, name + " is taken for gone: link_lost");
        });
        assertThat(page.isAsItWasOpened()).isTrue();
    }

    @Test
    void memberThatStoodStillIsSuspectedAndTheHistoryTellsThatItObjected() throws Exception {
        NodeProcess frozen = all.get(2);
        String name = name(frozen);
        BoardPage page = open(0);

        frozen.freeze();
        try {
            awaitPage(() -> assertThat(page.member(name)).startsWith(name + " | suspect | "));
        } finally {
            frozen.resume();
        }

        awaitPage(() -> {
            assertThat(page.member(name)).startsWith(name + " | alive | ").endsWith(" | – | –");
            assertThat(page.suspicion(name))
                    .matches(name + " \\| refuted \\| sample-\\S+ \\| link_lost \\| " + TIME + " \\| " + TIME);
        });
        assertThat(page.suspicion(name).substring(name.length()))
                .as("somebody else's word")
                .doesNotContain(name);
        assertThat(page.isAsItWasOpened()).isTrue();
        Nodes.awaitMesh(all);
    }

    @Test
    @Order(Order.DEFAULT + 2)
    void memberThatIsStoppedLeft() throws InterruptedException {
        NodeProcess leaver = all.get(1);
        String name = name(leaver);
        BoardPage page = open(0);
        String before = page.suspicion(name);

        leaver.terminate();

        awaitPage(() -> {
            assertThat(page.member(name)).startsWith(name + " | left | ").endsWith(" | – | –");
            assertThat(page.panel("events")).contains(name + " left the cluster");
        });
        assertThat(page.suspicion(name)).as("nobody suspects who says goodbye").isEqualTo(before);
        assertThat(page.isAsItWasOpened()).isTrue();
        leaver.awaitExit(ENDED);
    }

    @Test
    @Order(Order.DEFAULT + 3)
    void pageOfANodeThatEndedIsLiveAgainWhenTheNodeIs() throws InterruptedException {
        NodeProcess ended = all.get(0);
        int port = ended.port();
        BoardPage page = open(0);

        ended.kill();
        awaitPage(() -> assertThat(page.status()).matches("No answer since " + TIME));
        Objects.requireNonNull(nodes).start(TRIAL, "--server.port=" + port);

        awaitPage(() -> assertThat(page.status()).isEqualTo("Live"));
        assertThat(page.isAsItWasOpened()).isTrue();
        assertThat(page.posts()).as("what this run of the node heard").isEmpty();
        assertThat(browser().complaints()).isNotEmpty().allMatch(text -> text.contains("net::ERR_"));
    }

    @Test
    void nodeThatStandsStillIsSaidNotToAnswerUntilItIsBack() throws Exception {
        NodeProcess frozen = all.get(1);
        BoardPage page = open(1);

        frozen.freeze();
        try {
            awaitPage(() -> assertThat(page.status()).matches("No answer since " + TIME));
        } finally {
            frozen.resume();
        }

        awaitPage(() -> assertThat(page.status()).isEqualTo("Live"));
        assertThat(page.isAsItWasOpened()).isTrue();
        Nodes.awaitMesh(all);
    }

    @Test
    void postThatDoesNotReachTheNodeIsKeptUntilTheConnectionIsBack() {
        BoardPage page = open(0);

        browser().network(false);
        awaitPage(() -> assertThat(page.status()).matches("No answer since " + TIME));
        page.post("patience");
        awaitPage(() -> assertThat(page.problem()).isEqualTo("Not posted: the node does not answer."));
        assertThat(page.written()).isEqualTo("patience");
        assertThat(page.field().getDomAttribute("aria-invalid"))
                .as("the text is right")
                .isEqualTo("false");
        browser().network(true);

        awaitPage(() -> assertThat(page.status()).isEqualTo("Live"));
        browser().press(Keys.ENTER);
        awaitPage(() -> assertThat(page.posts()).startsWith(name(all.get(0)) + ": patience"));
        assertThat(page.isAsItWasOpened()).isTrue();
        assertThat(browser().complaints())
                .isNotEmpty()
                .allMatch(text -> text.contains("net::ERR_INTERNET_DISCONNECTED"));
    }

    @Test
    void pageLoadsNothingFromElsewhereAndItsPolicyAllowsNothingElse() {
        BoardPage page = open(0);

        assertThat(browser().strings("return performance.getEntriesByType('resource').map(entry => entry.name)"))
                .contains(all.get(0).page() + "api/board")
                .allMatch(loaded -> loaded.startsWith(all.get(0).page().toString()));
        browser().run("""
                const script = document.createElement("script");
                script.textContent = "window.struck = 1";
                const image = new Image();
                image.src = "http://127.0.0.1:1/image.png";
                document.body.append(script, image);
                """);
        assertThat(browser().run("return typeof window.struck")).isEqualTo("undefined");
        List<String> complaints = new ArrayList<>();
        awaitPage(() -> {
            complaints.addAll(browser().complaints());
            assertThat(complaints).hasSize(2).allMatch(text -> text.contains("Content Security Policy"));
        });
        page.leave();
    }

    @Test
    void everybodyCanUseIt() {
        BoardPage page = openWithAllItShows();
        page.post(" ");
        page.assertAccessible();
    }

    @Test
    void phoneShowsItWithoutScrollingAside() {
        openWithAllItShows().assertFitsPhone();
        browser().size(Browser.PHONE, 740, 2);
        assertThat(browser().strings("""
                        return [...document.querySelectorAll(".scroll")]
                            .filter(region => region.scrollWidth > region.clientWidth)
                            .map(region => region.dataset.name);
                        """)).as("what must be moved aside").isEmpty();
        browser().size(Browser.DESKTOP, 900, 1);
    }

    private BoardPage openWithAllItShows() {
        BoardPage page = open(0);
        page.post("word ".repeat(20) + "x".repeat(200));
        page.ask();
        awaitPage(() -> {
            assertThat(page.posts()).isNotEmpty();
            assertThat(page.answer()).isNotEmpty();
            assertThat(page.panel("events")).contains("is a member of the cluster");
        });
        return page;
    }

    private BoardPage open(int node) {
        BoardPage page = page();
        page.open(all.get(node));
        return page;
    }

    private BoardPage page() {
        return new BoardPage(browser());
    }

    private static String name(NodeProcess node) {
        return node.node().id();
    }
}
