package io.barrel.p2p.spring.boot.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The page in a browser, as a test reads and uses it. */
final class ConsolePage {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_STOPS = 80;

    final Browser browser;

    ConsolePage(Browser browser) {
        this.browser = browser;
    }

    /** Opens it and waits for the first answers of the node. */
    void open(URI address) {
        browser.open(address);
        awaitPage(() -> {
            assertThat(status()).isEqualTo("Live");
            assertThat(nodes()).isNotEmpty();
        });
    }

    /** Goes elsewhere: a node that stops is then no news to the page. */
    void leave() {
        browser.open(URI.create("about:blank"));
    }

    /** Waits until something can be asserted of the page, or of what it shows. */
    static void awaitPage(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
    }

    String status() {
        return browser.text("#status");
    }

    /** The text of a panel as it can be seen. */
    String panel(String id) {
        return browser.text("#" + id);
    }

    /** What is told after a term. */
    String fact(String panel, String term) {
        return browser.strings("""
                        return [...document.querySelectorAll(`#${arguments[0]} dt`)]
                            .filter(term => term.textContent === arguments[1])
                            .map(term => term.nextElementSibling.textContent);
                        """, panel, term).stream().findFirst().orElse("");
    }

    /** The rows of a table, their cells between bars. */
    List<String> rows(String panel, String caption) {
        return browser.strings("""
                const tables = [...document.querySelectorAll(`#${arguments[0]} table`)];
                const table = tables.find(one => one.caption.textContent === arguments[1]);
                return [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.textContent).join(" | "));
                """, panel, caption);
    }

    /** The first cell of each row of a table. */
    List<String> names(String panel, String caption) {
        return rows(panel, caption).stream()
                .map(row -> row.substring(0, row.indexOf(" | ")))
                .toList();
    }

    /** The names of the nodes that are drawn. */
    List<String> nodes() {
        return browser.strings(
                "return [...document.querySelectorAll('.drawing .node')].map(node => node.dataset.node)");
    }

    /** The edges between this node and its peers, each as its title says it. */
    List<String> edges() {
        return browser.strings(
                "return [...document.querySelectorAll('.drawing line.edge')].map(edge => edge.textContent)");
    }

    /** The edges between any two nodes, each as the names of its ends. */
    List<String> clusterEdges() {
        return browser.strings("""
                return [...document.querySelectorAll('.drawing path.edge')]
                    .map(edge => `${edge.dataset.from} ${edge.dataset.to}`);
                """);
    }

    void showWholeCluster() {
        browser.run("document.querySelector('input[value=cluster]').click()");
    }

    void openTables() {
        browser.run("document.querySelector('#overlay details').open = true");
    }

    By button(String operation) {
        return By.cssSelector("button[data-operation='" + operation + "']");
    }

    boolean asks() {
        return browser.has(By.cssSelector("dialog[open]"));
    }

    /** What is written on the element that has the focus. */
    String focused() {
        return String.valueOf(browser.run("return document.activeElement.textContent"));
    }

    /** Goes on with the keyboard until an element has the focus. */
    void tabTo(String selector) {
        for (int stop = 0; stop < MOST_STOPS; stop++) {
            browser.press(Keys.TAB);
            if (Boolean.TRUE.equals(browser.run("return document.activeElement.matches(arguments[0])", selector))) {
                return;
            }
        }
        throw new AssertionError("the keyboard does not reach " + selector);
    }

    /** Nothing that a person cannot use: in light and in dark, as the page is now. */
    void assertAccessible() {
        for (String scheme : List.of("light", "dark")) {
            browser.look(scheme);
            assertThat(browser.accessibilityViolations()).as(scheme).isEmpty();
        }
        browser.look("light");
    }

    /** Nothing sticks out of the page, or has to be moved aside to be read. */
    void assertFitsPhone() {
        browser.size(Browser.PHONE, 740, 2);
        assertThat(browser.run("return document.documentElement.scrollWidth"))
                .as("width of the page")
                .isEqualTo((long) Browser.PHONE);
        assertThat(browser.strings("""
                return [...document.querySelectorAll('.panel *')]
                    .filter(one => one.getClientRects().length > 0 && one.closest("thead") === null)
                    .filter(one => one.getBoundingClientRect().right > window.innerWidth + 0.5)
                    .map(one => one.outerHTML.slice(0, 200));
                """)).as("what sticks out").isEmpty();
        browser.size(Browser.DESKTOP, 900, 1);
    }
}
