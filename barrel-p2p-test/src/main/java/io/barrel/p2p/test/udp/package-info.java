/** Faults on real UDP: a proxy that loses, delays, repeats, blocks and rebinds. */
@NullMarked
package io.barrel.p2p.test.udp;

import org.jspecify.annotations.NullMarked;
