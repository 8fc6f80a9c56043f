package io.barrel.p2p.security;

import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import org.jspecify.annotations.Nullable;

/**
 * How one handshake ended.
 *
 * @param incoming whether the peer dialled
 * @param node the name the peer claimed or proved; null if it never said one
 * @param address the peer's address
 * @param failure why it failed; null if it succeeded
 * @param byPeer whether the peer refused us
 * @param assurance how the peer proved itself; null unless it succeeded
 * @param durationNanos from the QUIC connection to the end
 * @param detail one sentence for the log; empty on success
 */
public record HandshakeReport(
        boolean incoming,
        @Nullable NodeId node,
        PeerAddress address,
        @Nullable AuthFailure failure,
        boolean byPeer,
        @Nullable Assurance assurance,
        long durationNanos,
        String detail) {}
