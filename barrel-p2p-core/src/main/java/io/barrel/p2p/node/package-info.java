/** The machines of one node, wired together without I/O: the same in production and in the simulator. */
@NullMarked
package io.barrel.p2p.node;

import org.jspecify.annotations.NullMarked;
