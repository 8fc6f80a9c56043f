/** Hybrid logical time. */
@NullMarked
package io.barrel.p2p.clock;

import org.jspecify.annotations.NullMarked;
