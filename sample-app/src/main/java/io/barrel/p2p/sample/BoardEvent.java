package io.barrel.p2p.sample;

import io.barrel.p2p.event.AuthenticationFailed;
import io.barrel.p2p.event.KeyRotated;
import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.event.NodeJoined;
import io.barrel.p2p.event.NodeLeft;
import io.barrel.p2p.event.NodeRevoked;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerKeySucceeded;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.event.ServiceDown;
import io.barrel.p2p.event.ServiceRegistered;
import io.barrel.p2p.event.ServiceUnregistered;
import io.barrel.p2p.event.ServiceUpdated;
import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, as the board shows it.
 *
 * @param sequence its number on this node, from 1
 * @param at when this node learned of it
 * @param type the event's name in the words of metrics and logs, such as {@code peer_down}
 * @param node the peer it is about; null if about none or an unknown one
 * @param reason why, in the closed vocabulary of the event; null if it has none
 * @param text the same as a sentence
 */
record BoardEvent(
        long sequence,
        Instant at,
        String type,
        @Nullable String node,
        @Nullable String reason,
        String text) {

    static BoardEvent of(P2pEvent event, long sequence, Instant at) {
        if (event instanceof PeerUp up) {
            return new BoardEvent(sequence, at, "peer_up", name(up.node()), null, up.node() + " is a peer now");
        }
        if (event instanceof PeerDown down) {
            String reason = down.reason().word();
            return new BoardEvent(
                    sequence,
                    at,
                    "peer_down",
                    name(down.node()),
                    reason,
                    down.node() + " is no peer any more: " + reason);
        }
        if (event instanceof MemberUp || event instanceof MemberSuspected || event instanceof MemberDown) {
            return ofMember(event, sequence, at);
        }
        if (event instanceof NodeJoined joined) {
            return new BoardEvent(
                    sequence,
                    at,
                    "joined",
                    name(joined.contact()),
                    null,
                    "Joined the cluster through " + joined.contact());
        }
        if (event instanceof NodeLeft) {
            return new BoardEvent(sequence, at, "left", null, null, "Left the cluster");
        }
        if (event instanceof KeyRotated rotated) {
            String kind = rotated.kind().name().toLowerCase(Locale.ROOT);
            return new BoardEvent(
                    sequence, at, "key_rotated", null, kind, "New " + kind + " key pair: " + rotated.fingerprint());
        }
        if (event instanceof PeerKeySucceeded succeeded) {
            return new BoardEvent(
                    sequence,
                    at,
                    "peer_key_succeeded",
                    name(succeeded.node()),
                    null,
                    succeeded.node() + " has a new key, signed by its old one: " + succeeded.fingerprint());
        }
        if (event instanceof NodeRevoked revoked) {
            return new BoardEvent(
                    sequence,
                    at,
                    "node_revoked",
                    name(revoked.node()),
                    revoked.reason(),
                    revoked.issuer() + " revoked " + revoked.node() + ": " + revoked.reason());
        }
        if (event instanceof AuthenticationFailed failed) {
            String reason = failed.reason().word();
            return new BoardEvent(
                    sequence,
                    at,
                    "authentication_failed",
                    name(failed.node()),
                    reason,
                    "Authentication with " + failed.address() + " failed: " + reason);
        }
        return ofService(event, sequence, at);
    }

    private static BoardEvent ofService(P2pEvent event, long sequence, Instant at) {
        if (event instanceof ServiceRegistered started) {
            String text = started.node() + " offers the service " + started.service();
            return new BoardEvent(sequence, at, "service_registered", name(started.node()), null, text);
        }
        if (event instanceof ServiceUpdated updated) {
            String text = updated.node() + " tells something new of the service " + updated.service();
            return new BoardEvent(sequence, at, "service_updated", name(updated.node()), null, text);
        }
        if (event instanceof ServiceUnregistered ended) {
            String text = ended.node() + " does not offer the service " + ended.service() + " any more";
            return new BoardEvent(sequence, at, "service_unregistered", name(ended.node()), null, text);
        }
        if (event instanceof ServiceDown down) {
            String text = "The service " + down.service() + " is gone with " + down.node();
            return new BoardEvent(sequence, at, "service_down", name(down.node()), null, text);
        }
        return new BoardEvent(sequence, at, event.getClass().getSimpleName(), null, null, event.toString());
    }

    private static BoardEvent ofMember(P2pEvent event, long sequence, Instant at) {
        if (event instanceof MemberUp up) {
            return new BoardEvent(
                    sequence, at, "member_up", name(up.node()), null, up.node() + " is a member of the cluster");
        }
        if (event instanceof MemberSuspected suspected) {
            String reason = suspected.reason().word();
            return new BoardEvent(
                    sequence,
                    at,
                    "member_suspected",
                    name(suspected.node()),
                    reason,
                    suspected.accuser() + " cannot reach " + suspected.node() + ": " + reason);
        }
        MemberDown down = (MemberDown) event;
        String reason = down.reason() == null ? "left" : down.reason().word();
        return new BoardEvent(
                sequence,
                at,
                "member_down",
                name(down.node()),
                reason,
                down.node() + (down.left() ? " left the cluster" : " is taken for gone: " + reason));
    }

    private static @Nullable String name(@Nullable NodeId node) {
        return node == null ? null : node.value();
    }
}
