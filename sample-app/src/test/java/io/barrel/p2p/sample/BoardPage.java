package io.barrel.p2p.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.browser.Browser;
import io.barrel.p2p.browser.Page;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** What the page of the sample shows and lets do. */
final class BoardPage extends Page {

    static final String FIELD = "#text";

    BoardPage(Browser browser) {
        super(browser);
    }

    /** Opens that of a node and waits for what the node tells first. */
    void open(NodeProcess node) {
        browser.open(node.page());
        awaitPage(() -> {
            assertThat(status()).isEqualTo("Live");
            assertThat(browser.text("#name")).isEqualTo(node.node().id());
        });
        browser.run("window.asItWasOpened = true");
    }

    /** Whether it was loaded once only. */
    boolean isAsItWasOpened() {
        return Boolean.TRUE.equals(browser.run("return window.asItWasOpened"));
    }

    /** The messages, newest first: from whom, and what. */
    List<String> posts() {
        return browser.strings("""
                return [...document.querySelectorAll("#posts li")]
                    .map(post => [".from", ".text"].map(part => post.querySelector(part).innerText).join(": "));
                """);
    }

    /** Writes into the field and presses the button. */
    void post(String text) {
        field().sendKeys(text);
        browser.find(By.cssSelector("#post button")).click();
    }

    WebElement field() {
        return browser.find(By.cssSelector(FIELD));
    }

    String written() {
        return String.valueOf(field().getDomProperty("value"));
    }

    /** What is said about the last post. */
    String problem() {
        return browser.text("#post-status");
    }

    /** Asks for a price. */
    void ask() {
        browser.find(By.id("ask")).click();
    }

    /** The last answer to that. */
    String answer() {
        return browser.text("#answer");
    }

    /** The row of a node in the list of members. */
    String member(String node) {
        return row("Members of the cluster", node);
    }

    /** The row of the last suspicion of a node. */
    String suspicion(String node) {
        return row("Suspicions, newest first", node);
    }

    private String row(String caption, String node) {
        return rows("members", caption).stream()
                .filter(row -> row.startsWith(node + " | "))
                .findFirst()
                .orElse("");
    }
}
