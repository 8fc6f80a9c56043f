package io.barrel.p2p.engine;

import io.barrel.p2p.wire.Peer;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A running node.
 *
 * @param self its name and the address it advertises
 * @param state what it is doing
 * @param stateSince since when
 * @param incarnation grows with every start
 * @param fingerprint of its identity, lower-case hex
 * @param version of this library
 * @param startedAt when it was started
 * @param dataDir its data directory
 */
public record NodeInfo(
        Peer self,
        NodeState state,
        Instant stateSince,
        long incarnation,
        String fingerprint,
        String version,
        Instant startedAt,
        Path dataDir) {}
