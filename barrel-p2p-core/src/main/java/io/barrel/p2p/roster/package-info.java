/** Who is alive: a replica of one entry per member, with suspicion, refutation and vouching (docs/protocol.md). */
@NullMarked
package io.barrel.p2p.roster;

import org.jspecify.annotations.NullMarked;
