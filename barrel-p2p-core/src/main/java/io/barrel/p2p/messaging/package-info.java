/** Messages to any member, whether or not it is a neighbour (docs/protocol.md, Messages). */
@NullMarked
package io.barrel.p2p.messaging;

import org.jspecify.annotations.NullMarked;
