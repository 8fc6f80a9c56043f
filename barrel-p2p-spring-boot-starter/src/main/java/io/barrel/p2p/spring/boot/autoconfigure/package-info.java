/** Auto-configuration of a Barrel P2P node, its properties and the hooks of an application into both. */
@NullMarked
package io.barrel.p2p.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
