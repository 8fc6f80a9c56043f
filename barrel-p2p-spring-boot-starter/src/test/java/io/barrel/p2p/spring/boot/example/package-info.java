/** The code of docs/getting-started.md and of docs/how-to. */
@NullMarked
package io.barrel.p2p.spring.boot.example;

import org.jspecify.annotations.NullMarked;
