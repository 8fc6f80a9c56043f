package io.barrel.p2p.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.AuthenticationFailed;
import io.barrel.p2p.event.DownReason;
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
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is kept of events, and what is said of each. */
class EventHistoryTests {

    private static final NodeId NODE = MockNode.ACTIVE;
    private static final NodeId OTHER = MockNode.PASSIVE;

    private final MockNode mock = new MockNode();
    private final EventHistory history = new EventHistory(mock.node, Clock.fixed(MockNode.START, ZoneOffset.UTC));

    @Test
    void lastEventsAreKeptNewestFirst() {
        LongStream.rangeClosed(1, 250).forEach(incarnation -> mock.publish(new MemberUp(NODE, incarnation)));

        EventsDescriptor kept = history.events();

        assertThat(kept.total()).isEqualTo(250);
        assertThat(kept.events())
                .extracting(EventsDescriptor.Event::sequence)
                .containsExactlyElementsOf(
                        LongStream.range(0, 200).mapToObj(i -> 250 - i).toList());
        assertThat(kept.events()).extracting(EventsDescriptor.Event::at).containsOnly(MockNode.START);
    }

    @Test
    void nothingIsRecordedOnceItIsClosed() {
        history.close();
        mock.publish(new NodeLeft());

        assertThat(mock.listeners).isEmpty();
        assertThat(history.events().events()).isEmpty();
    }

    @Test
    void everyTypeOfEventHasWords() {
        List<P2pEvent> all = List.of(
                new PeerUp(NODE),
                new PeerDown(NODE, DownReason.GRACEFUL),
                new NodeJoined(NODE),
                new NodeLeft(),
                new MemberUp(NODE, 1),
                new MemberSuspected(NODE, 1, OTHER, SuspicionReason.LINK_LOST),
                new MemberDown(NODE, 1, false, OTHER, SuspicionReason.PROBE_FAILED),
                new MemberDown(NODE, 1, true, null, null),
                new ServiceRegistered("prices", NODE),
                new ServiceUpdated("prices", NODE),
                new ServiceUnregistered("prices", NODE),
                new ServiceDown("prices", NODE),
                new NodeRevoked(NODE, OTHER, "laptop stolen"),
                new KeyRotated(KeyRotated.Kind.IDENTITY, "cafe"),
                new PeerKeySucceeded(NODE, "beef", "cafe"),
                new AuthenticationFailed(null, MockNode.address(2), true, AuthFailure.KEY_MISMATCH),
                new AuthenticationFailed(NODE, MockNode.address(2), false, AuthFailure.KEY_MISMATCH));
        Set<Class<?>> types = all.stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(types).containsExactlyInAnyOrder(P2pEvent.class.getPermittedSubclasses());

        assertThat(all)
                .extracting(EventWords::of)
                .extracting(words -> words.type() + " " + words.node() + " " + words.reason() + ": " + words.text())
                .containsExactly(
                        "peer_up orders@b null: orders@b is an active peer now",
                        "peer_down orders@b graceful: orders@b is no active peer any more",
                        "node_joined orders@b null: Joined the cluster through orders@b",
                        "node_left null null: Left the cluster",
                        "member_up orders@b null: orders@b is a member of the cluster",
                        "member_suspected orders@b link_lost: orders@c cannot reach orders@b",
                        "member_down orders@b probe_failed: orders@b is taken for gone",
                        "member_down orders@b left: orders@b left the cluster",
                        "service_registered orders@b null: orders@b offers the service prices",
                        "service_updated orders@b null: orders@b tells something new of the service prices",
                        "service_unregistered orders@b null: orders@b does not offer the service prices any more",
                        "service_down orders@b null: The service prices is gone with orders@b",
                        "node_revoked orders@b laptop stolen: orders@c revoked orders@b",
                        "key_rotated null identity: This node has a new key pair, fingerprint cafe",
                        "peer_key_succeeded orders@b null: orders@b has a new key, signed by its old one, fingerprint cafe",
                        "authentication_failed null key_mismatch: Authentication of a peer from 10.0.0.2:9100 failed",
                        "authentication_failed orders@b key_mismatch:"
                                + " Authentication with orders@b at 10.0.0.2:9100 failed");
    }
}
