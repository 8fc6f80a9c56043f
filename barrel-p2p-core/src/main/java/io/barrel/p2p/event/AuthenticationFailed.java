package io.barrel.p2p.event;

import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import org.jspecify.annotations.Nullable;

/**
 * A handshake with a peer failed.
 *
 * @param node the name the peer claimed or was dialled by; null if it never said one
 * @param address where it was reached or came from
 * @param incoming whether the peer dialled
 * @param reason why
 */
public record AuthenticationFailed(@Nullable NodeId node, PeerAddress address, boolean incoming, AuthFailure reason)
        implements P2pEvent {}
