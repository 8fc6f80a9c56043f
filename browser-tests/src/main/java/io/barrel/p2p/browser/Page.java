package io.barrel.p2p.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.openqa.selenium.Keys;

/** One of our pages in a browser, as a test reads and uses it. */
public abstract class Page {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_STOPS = 80;

    public final Browser browser;

    protected Page(Browser browser) {
        this.browser = browser;
    }

    /** Goes elsewhere: a node that stops is then no news to the page. */
    public final void leave() {
        browser.open(URI.create("about:blank"));
    }

    /** Waits until something can be asserted of the page, or of what it shows. */
    public static void awaitPage(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
    }

    public final String status() {
        return browser.text("#status");
    }

    /** The text of a panel as it can be seen. */
    public final String panel(String id) {
        return browser.text("#" + id);
    }

    /** What is told after a term. */
    public final String fact(String panel, String term) {
        return browser.strings("""
                        return [...document.querySelectorAll(`#${arguments[0]} dt`)]
                            .filter(term => term.textContent === arguments[1])
                            .map(term => term.nextElementSibling.textContent);
                        """, panel, term).stream().findFirst().orElse("");
    }

    /** The rows of a table, their cells between bars. */
    public final List<String> rows(String panel, String caption) {
        return browser.strings("""
                const tables = [...document.querySelectorAll(`#${arguments[0]} table`)];
                const table = tables.find(one => one.caption.textContent === arguments[1]);
                return [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.textContent).join(" | "));
                """, panel, caption);
    }

    /** What is written on the element that has the focus. */
    public final String focused() {
        return String.valueOf(browser.run("return document.activeElement.textContent"));
    }

    /** Whether the element that has the focus is such a one. */
    public final boolean hasFocus(String selector) {
        return Boolean.TRUE.equals(browser.run("return document.activeElement.matches(arguments[0])", selector));
    }

    /** Goes on with the keyboard until an element has the focus. */
    public final void tabTo(String selector) {
        for (int stop = 0; stop < MOST_STOPS; stop++) {
            browser.press(Keys.TAB);
            if (hasFocus(selector)) {
                return;
            }
        }
        throw new AssertionError("the keyboard does not reach " + selector);
    }

    /** Nothing that a person cannot use: in light and in dark, as the page is now. */
    public final void assertAccessible() {
        for (String scheme : List.of("light", "dark")) {
            browser.look(scheme);
            assertThat(browser.accessibilityViolations()).as(scheme).isEmpty();
        }
        browser.look("light");
    }

    /** Nothing sticks out of the page, or has to be moved aside to be read. */
    public final void assertFitsPhone() {
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
