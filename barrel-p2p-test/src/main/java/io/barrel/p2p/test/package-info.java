/**
 * The test kit: {@link io.barrel.p2p.test.TestCluster} runs whole nodes for the tests of applications, under virtual time or over
 * QUIC. Beside it the simulator, which runs the state machines of many more nodes over a network of its own. The same seed gives
 * the same run.
 */
@NullMarked
package io.barrel.p2p.test;

import org.jspecify.annotations.NullMarked;
