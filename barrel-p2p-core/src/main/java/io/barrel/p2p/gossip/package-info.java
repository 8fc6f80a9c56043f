/** Plumtree: broadcasts that reach every node over a tree that mends itself (docs/protocol.md). */
@NullMarked
package io.barrel.p2p.gossip;

import org.jspecify.annotations.NullMarked;
