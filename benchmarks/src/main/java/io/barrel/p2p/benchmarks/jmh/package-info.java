/** Benchmarks of single methods, run by JMH. */
@NullMarked
package io.barrel.p2p.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
