/** The face of the engine: start a node, look at the cluster, listen to it, stop. */
@NullMarked
package io.barrel.p2p;

import org.jspecify.annotations.NullMarked;
