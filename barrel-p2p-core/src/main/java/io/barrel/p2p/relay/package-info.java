/** Ways to nodes that cannot be dialled, over nodes that can (docs/protocol.md, Relays). */
@NullMarked
package io.barrel.p2p.relay;

import org.jspecify.annotations.NullMarked;
