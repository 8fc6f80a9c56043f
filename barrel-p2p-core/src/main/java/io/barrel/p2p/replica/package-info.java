/** A last-writer-wins map that every node holds: deltas by gossip, the rest by comparing digests (docs/protocol.md). */
@NullMarked
package io.barrel.p2p.replica;

import org.jspecify.annotations.NullMarked;
