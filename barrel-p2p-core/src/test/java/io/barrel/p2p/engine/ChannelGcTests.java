package io.barrel.p2p.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.FakeLink;
import io.barrel.p2p.transport.LinkConfig;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.transport.ManualLoop;
import io.barrel.p2p.wire.NodeId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class ChannelGcTests {

    private static final NodeId PEER = NodeId.of("peer@test");

    /** Links of the fake were up since the epoch. */
    private static final Clock NOW = Clock.fixed(Instant.EPOCH.plusSeconds(600), ZoneOffset.UTC);

    private final ManualLoop loop = new ManualLoop();
    private final LinkTable links = new LinkTable(NodeId.of("me@test"), LinkConfig.DEFAULT, loop, new QuietOwner());
    private final Set<NodeId> needed = new HashSet<>();
    private final Set<NodeId> owing = new HashSet<>();
    private final LongAdder reaped = new LongAdder();

    private ChannelGc gc(Duration minAge) {
        ChannelGc gc = new ChannelGc(
                new ChannelGcConfig(Duration.ofSeconds(60), minAge),
                links,
                loop,
                NOW,
                needed::contains,
                owing::contains,
                reaped);
        gc.start();
        return gc;
    }

    private FakeLink link() {
        FakeLink link = FakeLink.to(PEER);
        links.linkUp(link, null);
        return link;
    }

    @Test
    void linkThatNobodyNeedsIsClosedAndCounted() {
        FakeLink link = link();
        gc(Duration.ofMinutes(5));

        loop.advance(59_000);
        assertThat(link.closed).isNull();
        loop.advance(1_000);
        assertThat(link.closed).isEqualTo(CloseReason.IDLE);
        assertThat(reaped.sum()).isEqualTo(1);
    }

    @Test
    void linkThatIsNeededOrYoungStays() {
        FakeLink link = link();
        gc(Duration.ofMinutes(11));
        loop.advance(60_000);
        assertThat(link.closed).isNull();

        needed.add(PEER);
        gc(Duration.ZERO);
        loop.advance(60_000);
        assertThat(link.closed).isNull();
    }

    @Test
    void peerThatOwesAReceiptAndIsSilentIsGivenUp() {
        FakeLink link = link();
        link.silence = loop::now;
        owing.add(PEER);
        needed.add(PEER);
        gc(Duration.ZERO);

        loop.advance(5_500);
        assertThat(link.closed).isNull();
        loop.advance(1_000);
        assertThat(link.closed).isEqualTo(CloseReason.IDLE);
        assertThat(reaped.sum()).isZero();
    }

    @Test
    void peerThatIsHeardMayOweAReceiptForLong() {
        FakeLink link = link();
        link.silence = () -> 900;
        owing.add(PEER);
        needed.add(PEER);
        gc(Duration.ZERO);

        loop.advance(50_000);

        assertThat(link.closed).isNull();
    }

    @Test
    void silenceFromBeforeAMessageDoesNotCountAgainstThePeer() {
        FakeLink link = link();
        link.silence = () -> loop.now() + 60_000;
        needed.add(PEER);
        gc(Duration.ZERO);
        loop.advance(10_000);

        owing.add(PEER);
        loop.advance(4_000);
        assertThat(link.closed).isNull();
        owing.clear();
        loop.advance(2_000);
        owing.add(PEER);
        loop.advance(4_000);
        assertThat(link.closed).isNull();
    }

    @Test
    void deathClosesALinkThatIsSilentAndNoOther() {
        FakeLink link = link();
        ChannelGc gc = gc(Duration.ZERO);
        link.silence = () -> 1_000;
        gc.died(PEER, 1_500);
        assertThat(link.closed).isNull();

        link.silence = () -> 1_501;
        gc.died(PEER, 1_500);
        assertThat(link.closed).isEqualTo(CloseReason.IDLE);
    }
}
