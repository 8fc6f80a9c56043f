/** How our tests open a page in a browser, use it and judge it. */
@NullMarked
package io.barrel.p2p.browser;

import org.jspecify.annotations.NullMarked;
