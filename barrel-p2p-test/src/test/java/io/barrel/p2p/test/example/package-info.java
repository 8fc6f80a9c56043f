/** The code of docs/how-to/test-your-app.md. */
@NullMarked
package io.barrel.p2p.test.example;

import org.jspecify.annotations.NullMarked;
