package io.barrel.p2p.spring.boot.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.browser.Browser;
import io.barrel.p2p.browser.Page;
import java.net.URI;
import java.util.List;
import org.openqa.selenium.By;

/** What the console shows and lets do. */
final class ConsolePage extends Page {

    ConsolePage(Browser browser) {
        super(browser);
    }

    /** Opens it and waits for the first answers of the node. */
    void open(URI address) {
        browser.open(address);
        awaitPage(() -> {
            assertThat(status()).isEqualTo("Live");
            assertThat(nodes()).isNotEmpty();
        });
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
}
