/** One loop that feeds inputs to the state machines and carries out their outputs. */
@NullMarked
package io.barrel.p2p.engine;

import org.jspecify.annotations.NullMarked;
