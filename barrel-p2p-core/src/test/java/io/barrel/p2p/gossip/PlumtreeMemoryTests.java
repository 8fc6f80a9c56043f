package io.barrel.p2p.gossip;

import static io.barrel.p2p.gossip.GossipMachine.announcement;
import static io.barrel.p2p.gossip.GossipMachine.id;
import static io.barrel.p2p.gossip.GossipMachine.ihave;
import static io.barrel.p2p.gossip.GossipMachine.push;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.gossip.GossipMessage.Graft;
import io.barrel.p2p.gossip.GossipMessage.Prune;
import io.barrel.p2p.gossip.GossipMessage.Push;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a machine remembers, and for how long: everything is bounded, and at rest nothing happens. */
class PlumtreeMemoryTests {

    private static final long SWEEP = 10_000;

    @Test
    void machineWithoutBroadcastsIsSilentAndSetsNoTimer() {
        GossipMachine machine = new GossipMachine(GossipConfig.DEFAULT);
        assertThat(machine.up("a").outputs).isEmpty();
        assertThat(machine.receive("a", new Prune()).outputs).isEmpty();
        assertThat(machine.down("a").outputs).isEmpty();
        assertThat(machine.timers).isEmpty();
    }

    @Test
    void atRestNothingIsSentAndAfterEverythingExpiredNoTimerIsSet() {
        GossipMachine machine = GossipMachine.with("a", "b", "c").receive("c", new Prune());
        machine.publish("last");
        machine.receive("b", ihave(announcement(1, 0)));
        machine.advance(1_000);
        assertThat(machine.timers).containsOnlyKeys(new GossipTimer.Sweep());
        machine.advance(SeenIds.AGE_MILLIS + SWEEP);
        assertThat(machine.sent()).isEmpty();
        assertThat(machine.delivered()).isEmpty();
        assertThat(machine.timers).isEmpty();
        assertThat(machine.plumtree.status().cachedMessages()).isZero();
        assertThat(machine.plumtree.status().cachedBytes()).isZero();
        assertThat(machine.plumtree.status().missing()).isZero();
    }

    @Test
    void cacheForgetsTheEldestBeyondItsBytes() {
        long two = 2L * (100 + MessageCache.OVERHEAD);
        GossipMachine machine = cached(two);
        for (int i = 1; i <= 3; i++) {
            machine.receive("a", payload(i, 100));
        }
        assertThat(machine.plumtree.status().cachedMessages()).isEqualTo(2);
        assertThat(machine.plumtree.status().cachedBytes()).isEqualTo(two);
        machine.receive("a", new Graft(List.of(id(1), id(2), id(3))));
        assertThat(machine.sent("a", Push.class)).extracting(Push::id).containsExactly(id(2), id(3));
    }

    @Test
    void graftThatRepeatsItselfIsAnsweredOnce() {
        GossipMachine machine = cached(10_000).receive("a", payload(1, 100));
        machine.receive("a", new Graft(Collections.nCopies(GossipMessage.MAX_IDS, id(1))));
        assertThat(machine.sent("a", Push.class)).extracting(Push::id).containsExactly(id(1));
    }

    /** A member that wants the same again and again would take all there is of the way out. */
    @Test
    void peerIsAnsweredOnlySoOftenForOneBroadcast() {
        GossipMachine machine = cached(10_000).up("b").receive("a", payload(1, 100));
        for (int i = 0; i < MessageCache.ANSWERS; i++) {
            assertThat(machine.receive("b", new Graft(List.of(id(1)))).receivers(Push.class))
                    .containsExactly("b");
        }
        assertThat(machine.receive("b", new Graft(List.of(id(1)))).sent()).isEmpty();
        assertThat(machine.eager()).contains("b");
        assertThat(machine.receive("a", new Graft(List.of(id(1)))).receivers(Push.class))
                .containsExactly("a");
    }

    @Test
    void announcementInPlaceOfAnAnswerIsNoAnswer() {
        GossipMachine machine = cached(10_000).receive("a", payload(1, 100));
        machine.congested.add(GossipMachine.node("a"));
        for (int i = 0; i <= MessageCache.ANSWERS; i++) {
            machine.receive("a", new Graft(List.of(id(1))));
        }
        machine.congested.clear();
        assertThat(machine.receive("a", new Graft(List.of(id(1)))).receivers(Push.class))
                .containsExactly("a");
    }

    /** Ids are forgotten by their number too, and echoes are ids without a payload. */
    @Test
    void copyOfWhatIsStillKeptIsNotKeptTwice() {
        MessageCache cache = new MessageCache(60_000, 1L << 30);
        cache.add(payload(1, 100), null, 1);
        cache.add(payload(1, 100), null, 2);
        assertThat(cache.size()).isOne();
        assertThat(cache.bytes()).isEqualTo(100 + MessageCache.OVERHEAD);
        assertThat(cache.newest(10, 0)).hasSize(1);
        cache.expire(60_001);
        assertThat(cache.size()).isZero();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void broadcastThatFillsTheCacheAloneLeavesNothingElse() {
        GossipMachine machine = cached(1_000);
        machine.receive("a", payload(1, 10)).receive("a", payload(2, 1_000));
        assertThat(machine.plumtree.status().cachedMessages()).isZero();
        assertThat(machine.plumtree.status().cachedBytes()).isZero();
    }

    private static GossipMachine cached(long bytes) {
        GossipMachine machine = new GossipMachine(GossipConfigs.cache(Duration.ofSeconds(60), bytes));
        return machine.up("a");
    }

    private static Push payload(long number, int size) {
        return new Push(id(number), "topic", GossipMachine.node("origin"), 0, ByteBuffer.allocate(size));
    }

    @Test
    void cacheForgetsWhatIsTooOld() {
        GossipMachine machine = GossipMachine.with("a").receive("a", push(1, 0));
        machine.advance(30_000);
        machine.receive("a", push(2, 0));
        assertThat(machine.plumtree.status().cachedMessages()).isEqualTo(2);
        machine.advance(30_000);
        assertThat(machine.plumtree.status().cachedMessages()).isEqualTo(1);
        assertThat(machine.receive("a", new Graft(List.of(id(1)))).sent()).isEmpty();
        assertThat(machine.receive("a", new Graft(List.of(id(2)))).receivers(Push.class))
                .containsExactly("a");
    }

    @Test
    void cacheHoldsNoMoreBroadcastsThanIdsAreRemembered() {
        MessageCache cache = new MessageCache(60_000, 1L << 30);
        for (int i = 0; i <= SeenIds.BOUND; i++) {
            cache.add(payload(i, 0), null, 1);
        }
        assertThat(cache.size()).isEqualTo(SeenIds.BOUND);
        assertThat(cache.bytes()).isEqualTo((long) SeenIds.BOUND * MessageCache.OVERHEAD);
        assertThat(cache.get(id(0))).isNull();
    }

    @Test
    void copyAfterThePayloadWasForgottenIsStillADuplicate() {
        GossipMachine machine = GossipMachine.with("a", "b").receive("a", push(1, 0));
        machine.advance(SeenIds.AGE_MILLIS - 1);
        assertThat(machine.plumtree.status().cachedMessages()).isZero();
        assertThat(machine.plumtree.hasSeen(id(1))).isTrue();
        assertThat(machine.receive("b", push(1, 0)).delivered()).isEmpty();
        assertThat(machine.receive("b", ihave(announcement(1, 0))).outputs).isEmpty();
    }

    @Test
    void idOutlivesAPayloadThatIsKeptForTheLongestTime() {
        Duration longest = Duration.ofMinutes(10);
        GossipMachine machine = new GossipMachine(GossipConfigs.cache(longest, 32 << 20))
                .up("a")
                .up("b");
        machine.receive("a", push(1, 0));
        machine.advance(longest.toMillis() - 1);
        assertThat(machine.plumtree.status().cachedMessages()).isEqualTo(1);
        assertThat(machine.receive("b", push(1, 0)).delivered()).isEmpty();
        machine.advance(longest.toMillis() - 1);
        assertThat(machine.plumtree.status().cachedMessages()).isZero();
        assertThat(machine.receive("b", push(1, 0)).delivered()).isEmpty();
    }

    @Test
    void idsBeyondTheBoundForgetTheEldest() {
        SeenIds seen = new SeenIds(1_000);
        for (int i = 0; i <= SeenIds.BOUND; i++) {
            seen.add(id(i), 1);
        }
        assertThat(seen.contains(id(0))).isFalse();
        assertThat(seen.contains(id(1))).isTrue();
        assertThat(seen.contains(id(SeenIds.BOUND))).isTrue();
    }

    @Test
    void missingBroadcastsBeyondTheBoundGiveUpTheEldest() {
        GossipMachine machine = GossipMachine.with("a");
        for (int i = 0; i < Missing.BOUND; i += GossipMessage.MAX_IDS) {
            List<GossipMessage.Announcement> announcements = new ArrayList<>();
            for (int j = i; j < i + GossipMessage.MAX_IDS; j++) {
                announcements.add(announcement(j, 0));
            }
            machine.receive("a", new GossipMessage.IHave(announcements));
        }
        assertThat(machine.plumtree.status().missing()).isEqualTo(Missing.BOUND);
        machine.receive("a", ihave(announcement(1_000_000, 0)));
        assertThat(machine.plumtree.status().missing()).isEqualTo(Missing.BOUND);
        assertThat(machine.outputs).contains(new GossipOutput.Cancel(new GossipTimer.Missing(id(0))));
        assertThat(machine.timers).hasSize(Missing.BOUND);
        assertThat(machine.advance(500).sent("a", Graft.class))
                .hasSize(Missing.BOUND)
                .doesNotContain(new Graft(List.of(id(0))))
                .endsWith(new Graft(List.of(id(1_000_000))));
    }

    /** A member that announces what does not exist, as fast as it likes. */
    @Test
    void whoFloodsWithAnnouncementsTakesNoRoomFromOthers() {
        GossipMachine machine = GossipMachine.with("honest", "liar");
        machine.receive("liar", ihave(announcement(-1, 0))).receive("honest", ihave(announcement(-1, 0)));
        machine.receive("honest", ihave(announcement(-2, 0)));
        for (int i = 0; i < 3 * Missing.BOUND; i++) {
            machine.receive("liar", ihave(announcement(i, 0)));
        }
        assertThat(machine.plumtree.status().missing()).isEqualTo(Missing.BOUND);
        assertThat(machine.timers).hasSize(Missing.BOUND);
        assertThat(machine.advance(500).sent("honest", Graft.class))
                .containsExactly(new Graft(List.of(id(-1))), new Graft(List.of(id(-2))));
    }

    @Test
    void whatAllAnnounceIsGivenUpLikeWhatOneDoes() {
        GossipMachine machine = GossipMachine.with("a", "b", "c");
        for (int i = 0; i <= Missing.BOUND; i++) {
            for (String peer : List.of("a", "b", "c")) {
                machine.receive(peer, ihave(announcement(i, 0)));
            }
        }
        assertThat(machine.plumtree.status().missing()).isEqualTo(Missing.BOUND);
        assertThat(machine.timers).hasSize(Missing.BOUND).doesNotContainKey(new GossipTimer.Missing(id(0)));
    }

    @Test
    void onlySoManyAnnouncersOfABroadcastAreRemembered() {
        GossipMachine machine = GossipMachine.with("a");
        for (int i = 0; i < Missing.ANNOUNCERS + 3; i++) {
            machine.receive("n" + i, ihave(announcement(1, 0)));
        }
        assertThat(machine.advance(60_000).receivers(Graft.class))
                .hasSize(Missing.ANNOUNCERS)
                .startsWith("n0")
                .endsWith("n" + (Missing.ANNOUNCERS - 1));
    }

    @Test
    void announcerIsAskedOnceHoweverOftenItAnnouncedBefore() {
        GossipMachine machine = GossipMachine.with("a");
        machine.receive("a", ihave(announcement(1, 0), announcement(1, 3)));
        machine.receive("a", ihave(announcement(1, 0)));
        assertThat(machine.advance(60_000).receivers(Graft.class)).containsExactly("a");
    }

    @Test
    void payloadsHandedOutShareNoPosition() {
        GossipMachine machine = GossipMachine.with("a", "b");
        machine.publish("hello");
        ByteBuffer delivered = machine.outputs.stream()
                .filter(GossipOutput.Deliver.class::isInstance)
                .map(output -> ((GossipOutput.Deliver) output).broadcast().payload())
                .findFirst()
                .orElseThrow();
        assertThat(delivered.isReadOnly()).isTrue();
        delivered.position(delivered.limit());
        Push pushed = machine.sent("b", Push.class).get(0);
        assertThat(GossipMachine.text(pushed.payload().duplicate())).isEqualTo("hello");
        MessageId id = pushed.id();
        machine.receive("a", new Graft(List.of(id)));
        assertThat(GossipMachine.text(
                        machine.sent("a", Push.class).get(0).payload().duplicate()))
                .isEqualTo("hello");
    }
}
