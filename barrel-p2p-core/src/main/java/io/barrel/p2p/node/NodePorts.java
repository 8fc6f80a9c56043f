package io.barrel.p2p.node;

import io.barrel.p2p.membership.Proximity;
import io.barrel.p2p.revocation.RevocationBook;
import io.barrel.p2p.roster.RosterLinks;
import io.barrel.p2p.wire.NodeId;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What a node asks of its surroundings. On the loop.
 *
 * @param proximity how far linked peers are
 * @param links which links are up and heard
 * @param congested whether so much waits for a peer that only small messages should follow
 * @param revocations whom this node is to have nothing to do with; takes what comes
 * @param wallMillis milliseconds since 1970; may step
 * @param membershipRandom randomness of HyParView
 * @param random randomness of everything else; makes ids of broadcasts, which nobody may foretell
 */
public record NodePorts(
        Proximity proximity,
        RosterLinks links,
        Predicate<NodeId> congested,
        RevocationBook revocations,
        LongSupplier wallMillis,
        RandomGenerator membershipRandom,
        RandomGenerator random) {}
