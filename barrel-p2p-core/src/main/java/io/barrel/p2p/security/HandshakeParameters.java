package io.barrel.p2p.security;

import io.barrel.p2p.wire.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What is particular to one connection.
 *
 * @param role whether this node dialled
 * @param expected who was dialled by name; null when any node may answer, or for a server
 * @param replaces the id of the link that is replaced, 0 for none
 * @param localCertificate DER of the certificate this end presented; null if unknown, which fails the handshake
 * @param peerCertificate DER of the certificate the peer presented; null if it presented none, which fails the handshake
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record HandshakeParameters(
        Role role,
        @Nullable NodeId expected,
        long replaces,
        byte @Nullable [] localCertificate,
        byte @Nullable [] peerCertificate) {

    /** Which end of the connection this node is. */
    public enum Role {
        /** This node dialled. */
        CLIENT,
        /** The peer dialled. */
        SERVER
    }
}
