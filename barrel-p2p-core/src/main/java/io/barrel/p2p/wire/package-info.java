/** What travels between nodes and how large it may be: names, addresses, frames, limits and the session message. */
@NullMarked
package io.barrel.p2p.wire;

import org.jspecify.annotations.NullMarked;
