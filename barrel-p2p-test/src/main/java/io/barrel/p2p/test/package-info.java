/**
 * Deterministic in-memory clusters: the state machines of the real nodes over a simulated network and virtual time. The
 * same seed gives the same run.
 */
@NullMarked
package io.barrel.p2p.test;

import org.jspecify.annotations.NullMarked;
