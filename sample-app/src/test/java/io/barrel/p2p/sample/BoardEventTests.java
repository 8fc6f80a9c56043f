package io.barrel.p2p.sample;

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
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BoardEventTests {

    private static final NodeId PEER = NodeId.of("orders-1@host");
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void peerDownCarriesTheReasonAsAWord() {
        assertThat(BoardEvent.of(new PeerDown(PEER, DownReason.NODEDOWN), 7, AT))
                .isEqualTo(new BoardEvent(
                        7,
                        AT,
                        "peer_down",
                        "orders-1@host",
                        "nodedown",
                        "orders-1@host is no peer any more: nodedown"));
    }

    @Test
    void failedAuthenticationOfAnUnknownPeerHasNoNode() {
        P2pEvent event =
                new AuthenticationFailed(null, new PeerAddress("192.0.2.1", 9100), true, AuthFailure.COOKIE_MISMATCH);

        assertThat(BoardEvent.of(event, 1, AT))
                .isEqualTo(new BoardEvent(
                        1,
                        AT,
                        "authentication_failed",
                        null,
                        "cookie_mismatch",
                        "Authentication with 192.0.2.1:9100 failed: cookie_mismatch"));
    }

    @Test
    void memberThatIsGoneTellsWhyAndOneThatLeftThatItDid() {
        NodeId accuser = NodeId.of("orders-2@host");
        assertThat(BoardEvent.of(new MemberSuspected(PEER, 1, accuser, SuspicionReason.LINK_LOST), 1, AT))
                .isEqualTo(new BoardEvent(
                        1,
                        AT,
                        "member_suspected",
                        "orders-1@host",
                        "link_lost",
                        "orders-2@host cannot reach orders-1@host: link_lost"));
        assertThat(BoardEvent.of(new MemberDown(PEER, 1, false, accuser, SuspicionReason.LINK_LOST), 2, AT))
                .isEqualTo(new BoardEvent(
                        2,
                        AT,
                        "member_down",
                        "orders-1@host",
                        "link_lost",
                        "orders-1@host is taken for gone: link_lost"));
        assertThat(BoardEvent.of(new MemberDown(PEER, 1, true, null, null), 3, AT))
                .isEqualTo(new BoardEvent(
                        3, AT, "member_down", "orders-1@host", "left", "orders-1@host left the cluster"));
    }

    @Test
    void serviceThatComesChangesAndGoesIsToldInASentence() {
        assertThat(BoardEvent.of(new ServiceRegistered("prices", PEER), 1, AT))
                .isEqualTo(new BoardEvent(
                        1, AT, "service_registered", "orders-1@host", null, "orders-1@host offers the service prices"));
        assertThat(BoardEvent.of(new ServiceUpdated("prices", PEER), 2, AT).text())
                .isEqualTo("orders-1@host tells something new of the service prices");
        assertThat(BoardEvent.of(new ServiceUnregistered("prices", PEER), 3, AT).text())
                .isEqualTo("orders-1@host does not offer the service prices any more");
        assertThat(BoardEvent.of(new ServiceDown("prices", PEER), 4, AT).text())
                .isEqualTo("The service prices is gone with orders-1@host");
    }

    @Test
    void otherEventsHaveTheWordsOfTheMetrics() {
        assertThat(type(new PeerUp(PEER))).isEqualTo("peer_up");
        assertThat(type(new NodeJoined(PEER))).isEqualTo("joined");
        assertThat(type(new MemberUp(PEER, 1))).isEqualTo("member_up");
        assertThat(type(new NodeLeft())).isEqualTo("left");
        assertThat(type(new KeyRotated(KeyRotated.Kind.IDENTITY, "ab"))).isEqualTo("key_rotated");
        assertThat(type(new PeerKeySucceeded(PEER, "ab", "cd"))).isEqualTo("peer_key_succeeded");
        assertThat(type(new ServiceUpdated("prices", PEER))).isEqualTo("service_updated");
        assertThat(type(new ServiceUnregistered("prices", PEER))).isEqualTo("service_unregistered");
        assertThat(type(new ServiceDown("prices", PEER))).isEqualTo("service_down");
        assertThat(type(new NodeRevoked(PEER, PEER, "stolen"))).isEqualTo("node_revoked");
    }

    private static String type(P2pEvent event) {
        return BoardEvent.of(event, 1, AT).type();
    }
}
