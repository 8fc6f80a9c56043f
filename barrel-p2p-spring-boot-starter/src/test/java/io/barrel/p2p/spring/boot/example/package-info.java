/** The code of docs/getting-started.md. */
@NullMarked
package io.barrel.p2p.spring.boot.example;

import org.jspecify.annotations.NullMarked;
