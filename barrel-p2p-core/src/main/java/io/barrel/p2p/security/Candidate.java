package io.barrel.p2p.security;

import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import java.util.Map;

/**
 * An authenticated peer that asks to be linked.
 *
 * @param node its name
 * @param publicKey the Ed25519 key it presented; proved only with {@link Assurance#IDENTITY}
 * @param address where it says it can be reached; nobody has checked that
 * @param metadata what it says of itself by {@code metadata} properties, at most 4,096 bytes; nobody has checked that
 * @param assurance how it proved who it is
 * @param incoming whether it dialled; otherwise this node did
 */
public record Candidate(
        NodeId node,
        PublicKey publicKey,
        PeerAddress address,
        Map<String, String> metadata,
        Assurance assurance,
        boolean incoming) {

    /** Takes a copy of the metadata. */
    public Candidate {
        metadata = Map.copyOf(metadata);
    }
}
