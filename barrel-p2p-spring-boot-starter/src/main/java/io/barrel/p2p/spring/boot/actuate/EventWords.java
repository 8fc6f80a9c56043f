package io.barrel.p2p.spring.boot.actuate;

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
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An event in words. Each type has a row below that names what is shown of it, so that nothing is shown by accident.
 *
 * @param type the event's name in the words of metrics and logs, such as {@code peer_down}
 * @param node the node it is about; null if it is this one, or unknown
 * @param reason why, in the closed vocabulary of the event, or as an operator gave it; null if it has none
 * @param text the same as a sentence
 */
record EventWords(
        String type, @Nullable NodeId node, @Nullable String reason, String text) {

    private static final Map<Class<?>, Function<P2pEvent, EventWords>> ROWS = new HashMap<>();

    static {
        row(PeerUp.class, e -> of("peer_up", e.node(), e.node() + " is an active peer now"));
        row(
                PeerDown.class,
                e -> because("peer_down", e.node(), e.reason().word(), e.node() + " is no active peer any more"));
        row(NodeJoined.class, e -> of("node_joined", e.contact(), "Joined the cluster through " + e.contact()));
        row(NodeLeft.class, e -> of("node_left", null, "Left the cluster"));
        row(MemberUp.class, e -> of("member_up", e.node(), e.node() + " is a member of the cluster"));
        row(
                MemberSuspected.class,
                e -> because(
                        "member_suspected", e.node(), e.reason().word(), e.accuser() + " cannot reach " + e.node()));
        row(MemberDown.class, EventWords::memberDown);
        row(
                ServiceRegistered.class,
                e -> of("service_registered", e.node(), e.node() + " offers the service " + e.service()));
        row(
                ServiceUpdated.class,
                e -> of("service_updated", e.node(), e.node() + " tells something new of the service " + e.service()));
        row(
                ServiceUnregistered.class,
                e -> of(
                        "service_unregistered",
                        e.node(),
                        e.node() + " does not offer the service " + e.service() + " any more"));
        row(
                ServiceDown.class,
                e -> of("service_down", e.node(), "The service " + e.service() + " is gone with " + e.node()));
        row(NodeRevoked.class, e -> because("node_revoked", e.node(), e.reason(), e.issuer() + " revoked " + e.node()));
        row(
                KeyRotated.class,
                e -> because(
                        "key_rotated",
                        null,
                        NodeDescriptor.word(e.kind()),
                        "This node has a new key pair, fingerprint " + e.fingerprint()));
        row(
                PeerKeySucceeded.class,
                e -> of(
                        "peer_key_succeeded",
                        e.node(),
                        e.node() + " has a new key, signed by its old one, fingerprint " + e.fingerprint()));
        row(AuthenticationFailed.class, EventWords::authenticationFailed);
    }

    static EventWords of(P2pEvent event) {
        Function<P2pEvent, EventWords> row = ROWS.get(event.getClass());
        if (row == null) {
            throw new IllegalArgumentException("no words for " + event.getClass());
        }
        return row.apply(event);
    }

    private static <E extends P2pEvent> void row(Class<E> type, Function<E, EventWords> words) {
        ROWS.put(type, event -> words.apply(type.cast(event)));
    }

    private static EventWords of(String type, @Nullable NodeId node, String text) {
        return new EventWords(type, node, null, text);
    }

    private static EventWords because(String type, @Nullable NodeId node, String reason, String text) {
        return new EventWords(type, node, reason, text);
    }

    private static EventWords memberDown(MemberDown down) {
        String text = down.node() + (down.left() ? " left the cluster" : " is taken for gone");
        String reason = down.reason() == null ? "left" : down.reason().word();
        return because("member_down", down.node(), reason, text);
    }

    private static EventWords authenticationFailed(AuthenticationFailed failed) {
        String peer = failed.node() == null ? "a peer" : failed.node().value();
        String text = failed.incoming()
                ? "Authentication of " + peer + " from " + failed.address() + " failed"
                : "Authentication with " + peer + " at " + failed.address() + " failed";
        return because("authentication_failed", failed.node(), failed.reason().word(), text);
    }
}
