/** The health of a node. */
@NullMarked
package io.barrel.p2p.spring.boot.health;

import org.jspecify.annotations.NullMarked;
