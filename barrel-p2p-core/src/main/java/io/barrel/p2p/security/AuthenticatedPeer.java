package io.barrel.p2p.security;

import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Session;

/**
 * A peer whose handshake succeeded.
 *
 * @param node its name
 * @param publicKey the Ed25519 key it presented (proved only with {@link Assurance#IDENTITY})
 * @param session what it said of itself
 * @param assurance how it proved who it is
 * @param linkId first eight bytes (big-endian) of SHA-256(client nonce ‖ server nonce) of the COOKIE messages, 1 if that is 0
 */
public record AuthenticatedPeer(NodeId node, PublicKey publicKey, Session session, Assurance assurance, long linkId) {}
