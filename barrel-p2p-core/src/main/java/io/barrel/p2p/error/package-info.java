/** What keeps a node from starting, said so that whoever starts it knows what to do. */
@NullMarked
package io.barrel.p2p.error;

import org.jspecify.annotations.NullMarked;
