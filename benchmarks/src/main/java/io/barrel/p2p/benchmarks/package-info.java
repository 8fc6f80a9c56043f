/** Two processes that talk over loopback, once through this library and once through QUIC alone. */
@NullMarked
package io.barrel.p2p.benchmarks;

import org.jspecify.annotations.NullMarked;
