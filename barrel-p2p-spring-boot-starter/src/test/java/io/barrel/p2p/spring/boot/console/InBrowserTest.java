package io.barrel.p2p.spring.boot.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A test of the page in a browser, which is to complain of nothing that the test does not expect. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InBrowserTest {

    private @Nullable ConsolePage opened;

    @BeforeAll
    void openBrowser(@TempDir Path profile) {
        opened = new ConsolePage(Browser.start(profile));
    }

    @AfterAll
    void closeBrowser() {
        if (opened != null) {
            opened.browser.close();
        }
    }

    @AfterEach
    void nothingElseWasRefusedOrWentWrong() {
        assertThat(page().browser.complaints()).isEmpty();
    }

    final ConsolePage page() {
        return Objects.requireNonNull(opened);
    }
}
