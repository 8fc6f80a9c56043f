/**
 * A network in memory and time that passes only when told: what the nodes of an in-memory cluster run on. Everything is
 * confined to the thread that made it.
 */
@NullMarked
package io.barrel.p2p.test.memory;

import org.jspecify.annotations.NullMarked;
