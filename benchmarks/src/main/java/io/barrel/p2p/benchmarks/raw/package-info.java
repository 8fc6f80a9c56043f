/**
 * The least that can be done over the same QUIC codec with the same settings: what a message costs before anything is promised
 * about it.
 */
@NullMarked
package io.barrel.p2p.benchmarks.raw;

import org.jspecify.annotations.NullMarked;
