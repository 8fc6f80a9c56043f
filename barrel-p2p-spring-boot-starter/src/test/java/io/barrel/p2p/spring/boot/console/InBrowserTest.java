package io.barrel.p2p.spring.boot.console;

import io.barrel.p2p.browser.BrowserTest;

/** A test of the console in a browser. */
abstract class InBrowserTest extends BrowserTest {

    final ConsolePage page() {
        return new ConsolePage(browser());
    }
}
