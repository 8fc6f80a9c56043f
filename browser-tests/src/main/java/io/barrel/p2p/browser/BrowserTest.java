package io.barrel.p2p.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A test of a page in a browser, which is to complain of nothing that the test does not expect. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BrowserTest {

    private @Nullable Browser opened;

    @BeforeAll
    final void openBrowser(@TempDir Path profile) {
        opened = Browser.start(profile);
    }

    @AfterAll
    final void closeBrowser() {
        if (opened != null) {
            opened.close();
        }
    }

    @AfterEach
    final void nothingElseWasRefusedOrWentWrong() {
        assertThat(browser().complaints()).isEmpty();
    }

    protected final Browser browser() {
        return Objects.requireNonNull(opened);
    }
}
