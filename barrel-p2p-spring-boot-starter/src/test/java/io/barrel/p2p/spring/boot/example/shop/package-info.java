/** The second example of docs/how-to/test-your-app.md: apart from the others, whose policy its component scan would find. */
@NullMarked
package io.barrel.p2p.spring.boot.example.shop;

import org.jspecify.annotations.NullMarked;
