package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.wire.Protocols;
import org.junit.jupiter.api.Test;

class QuicTransportTests {

    @Test
    void framesTravelBothWays() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            Link link = a.link(b);
            assertThat(link.peer().value()).isEqualTo("b@test");
            assertThat(link.id()).isEqualTo(b.lastLink().id()).isNotZero();
            assertThat(link.dialled()).isTrue();
            assertThat(b.lastLink().dialled()).isFalse();

            a.send(link, Protocols.MEMBERSHIP, new byte[] {1, 2, 3});
            b.send(b.lastLink(), Protocols.MEMBERSHIP, new byte[] {4});

            await().until(() -> b.frames.size() == 1 && a.frames.size() == 1);
            assertThat(b.payloads().get(0)).containsExactly(1, 2, 3);
            assertThat(a.payloads().get(0)).containsExactly(4);
        }
    }

    @Test
    void goodbyeIsHeardWithItsReason() {
        try (TestNode a = TestNode.start("a");
                TestNode b = TestNode.start("b")) {
            Link link = a.link(b);
            a.run(() -> link.close(CloseReason.SUPERSEDED));
            await().until(() -> a.ends.size() == 1 && b.ends.size() == 1);
            assertThat(a.ends).containsExactly(new LinkEnd(LinkEnd.By.US, CloseReason.SUPERSEDED));
            assertThat(b.ends).containsExactly(new LinkEnd(LinkEnd.By.PEER, CloseReason.SUPERSEDED));
        }
    }
}
