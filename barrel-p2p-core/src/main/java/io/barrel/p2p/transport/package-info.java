/** The transport as the rest of the node sees it: links to authenticated peers, without Netty. */
@NullMarked
package io.barrel.p2p.transport;

import org.jspecify.annotations.NullMarked;
