package io.barrel.p2p.roster;

import static io.barrel.p2p.roster.RosterNet.EPOCH;
import static io.barrel.p2p.roster.RosterNet.node;
import static io.barrel.p2p.roster.RosterNet.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.replica.ReplicaMessage;
import io.barrel.p2p.roster.RosterNet.Node;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds whatever is said of members, by whatever way, in whatever order. */
class RosterPropertyTests {

    private static final long INCARNATION = stamp(EPOCH - 10_000);
    private static final NodeId NEIGHBOUR = node("neighbour");
    private static final List<NodeId> OTHERS = List.of(node("n0"), node("n1"), node("n2"), node("n3"));

    private static final List<MemberStatus> STATUSES = List.of(MemberStatus.values());
    private static final List<SuspicionReason> REASONS = List.of(SuspicionReason.values());

    private record Story(boolean there, boolean suspected, long life) {}

    /** Broadcasts, comparisons, links, probes, pauses, departures and silence: then 90 s of peace. */
    @Property(tries = 300)
    void eventsTellOneLifeAfterTheOtherAndEverySuspicionIsDecided(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RosterNet net = new RosterNet(seed, LoneRoster.NO_PROBES);
        Node self = net.start("self");
        self.handle(new RosterInput.NeighborUp(NEIGHBOUR));
        for (int i = 0; i < 120; i++) {
            step(random, self);
            if (random.nextInt(3) == 0) {
                net.run(Duration.ofMillis(random.nextInt(6_000)));
            }
        }
        self.handle(new RosterInput.Start());
        self.handle(new RosterInput.NeighborUp(NEIGHBOUR));
        net.run(Duration.ofSeconds(90));

        check(self);
    }

    private static void step(SplittableRandom random, Node self) {
        NodeId peer = OTHERS.get(random.nextInt(OTHERS.size()));
        MemberEntry entry = entry(random, OTHERS);
        switch (random.nextInt(16)) {
            case 0 -> self.linked.add(peer);
            case 1 -> self.handle(new RosterInput.Linked(peer, INCARNATION + random.nextInt(3)));
            case 2 -> self.handle(new RosterInput.NeighborUp(random.nextBoolean() ? peer : NEIGHBOUR));
            case 3 -> self.lose(peer);
            case 4 -> self.lose(NEIGHBOUR);
            case 5 -> self.handle(new RosterInput.NeighborDown(NEIGHBOUR, DownReason.DROPPED));
            case 6 -> self.handle(new RosterInput.ProbeEnded(peer, random.nextBoolean()));
            case 7 -> {
                if (random.nextInt(4) == 0) {
                    self.handle(new RosterInput.Leave());
                } else {
                    self.handle(new RosterInput.Start());
                }
            }
            case 8 -> {
                if (!self.heard.remove(peer)) {
                    self.heard.add(peer);
                }
            }
            case 9, 10 ->
                self.deliver(
                        OTHERS.get(random.nextInt(OTHERS.size())),
                        new RosterBroadcast.Vouch(
                                entry.node(), entry.incarnation(), entry.refutation(), accuser(random, entry.node())));
            case 11 ->
                self.handle(
                        new RosterInput.Received(peer, new ReplicaMessage.Push(1, List.of(RosterCodec.encode(entry)))));
            default -> self.deliver(author(entry), entry);
        }
    }

    private static MemberEntry entry(SplittableRandom random, List<NodeId> nodes) {
        NodeId node = nodes.get(random.nextInt(nodes.size()));
        MemberStatus status = STATUSES.get(random.nextInt(STATUSES.size()));
        boolean accused = status == MemberStatus.SUSPECT || status == MemberStatus.DEAD;
        long since = random.nextInt(10) == 0 ? EPOCH - Duration.ofHours(25).toMillis() : EPOCH + random.nextInt(50_000);
        return RosterNet.alive(node.name(), INCARNATION + random.nextInt(3), random.nextInt(3))
                .with(
                        status,
                        since,
                        accused ? accuser(random, node) : null,
                        accused ? REASONS.get(random.nextInt(REASONS.size())) : null);
    }

    private static NodeId accuser(SplittableRandom random, NodeId accused) {
        NodeId accuser = OTHERS.get(random.nextInt(OTHERS.size()));
        return accuser.equals(accused) ? NEIGHBOUR : accuser;
    }

    private static NodeId author(MemberEntry entry) {
        NodeId accuser = entry.accuser();
        return accuser == null ? entry.node() : accuser;
    }

    private static void check(Node self) {
        Map<NodeId, Story> stories = new HashMap<>();
        self.events(P2pEvent.class).forEach(event -> follow(stories, event));
        Roster roster = self.roster.view();
        Set<NodeId> dead = new HashSet<>();
        for (Member member : roster.members()) {
            Story story = stories.getOrDefault(member.node(), new Story(false, false, 0));
            if (!member.node().equals(self.id)) {
                assertThat(member.status()).as("%s", member).isNotEqualTo(MemberStatus.SUSPECT);
                assertThat(story.there).as("%s", member).isEqualTo(member.status() == MemberStatus.ALIVE);
                assertThat(!story.there || story.life == member.incarnation())
                        .as("%s", member)
                        .isTrue();
            }
            if (member.status() == MemberStatus.DEAD) {
                dead.add(member.node());
            }
        }
        assertThat(self.status(self.id)).isEqualTo(MemberStatus.ALIVE);
        assertThat(remembered(self)).isEqualTo(dead);
        assertThat(roster.suspicions()).noneMatch(suspicion -> suspicion.outcome() == Suspicion.Outcome.OPEN);
        assertThat(self.timers.keySet()).noneMatch(RosterTimer.Suspicion.class::isInstance);
        boolean keep = false;
        for (RosterOutput.KeepTombstones output : self.outputs(RosterOutput.KeepTombstones.class)) {
            assertThat(output.keep()).isNotEqualTo(keep);
            keep = output.keep();
        }
        assertThat(keep).isEqualTo(!dead.isEmpty());
    }

    private static void follow(Map<NodeId, Story> stories, P2pEvent event) {
        if (event instanceof MemberUp up) {
            Story before = stories.getOrDefault(up.node(), new Story(false, false, 0));
            assertThat(!before.there || before.suspected || up.incarnation() > before.life)
                    .as("%s after %s", event, before)
                    .isTrue();
            stories.put(up.node(), new Story(true, false, up.incarnation()));
        } else if (event instanceof MemberSuspected suspected) {
            Story before = stories.getOrDefault(suspected.node(), new Story(false, false, 0));
            assertThat(before.there && !before.suspected)
                    .as("%s after %s", event, before)
                    .isTrue();
            assertThat(suspected.accuser()).isNotEqualTo(suspected.node());
            stories.put(suspected.node(), new Story(true, true, suspected.incarnation()));
        } else if (event instanceof MemberDown down) {
            Story before = stories.getOrDefault(down.node(), new Story(false, false, 0));
            assertThat(before.there).as("%s after %s", event, before).isTrue();
            assertThat(down.accuser() == null).isEqualTo(down.left());
            assertThat(down.reason() == null).isEqualTo(down.left());
            stories.put(down.node(), new Story(false, false, down.incarnation()));
        }
    }

    private static Set<NodeId> remembered(Node self) {
        Set<NodeId> remembered = new HashSet<>();
        for (RosterOutput output : self.outputs) {
            if (output instanceof RosterOutput.Remember remember) {
                assertThat(remembered.add(remember.peer().node())).isTrue();
            } else if (output instanceof RosterOutput.Forget forget) {
                assertThat(remembered.remove(forget.node())).isTrue();
            }
        }
        return remembered;
    }

    /** Accusations, verdicts, objections and farewells, to each of two in another order; then they compare. */
    @Property(tries = 150)
    void sameNewsInAnyOrderGiveTheSameRoster(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RosterNet net = new RosterNet(seed, LoneRoster.NO_PROBES);
        Node one = net.start("one");
        Node other = net.start("other");
        List<MemberEntry> news = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            news.add(entry(random, OTHERS));
        }
        deliverShuffled(net, one, news, seed);
        deliverShuffled(net, other, news, seed + 1);
        net.link(one, other);
        net.run(Duration.ofMinutes(3));

        assertThat(one.roster.digest()).isEqualTo(other.roster.digest());
        for (NodeId node : OTHERS) {
            assertThat(one.roster.view().member(node))
                    .isEqualTo(other.roster.view().member(node));
        }
    }

    private static void deliverShuffled(RosterNet net, Node node, List<MemberEntry> news, long seed) {
        List<MemberEntry> shuffled = new ArrayList<>(news);
        Collections.shuffle(shuffled, new Random(seed));
        node.handle(new RosterInput.NeighborUp(NEIGHBOUR));
        for (MemberEntry entry : shuffled) {
            node.deliver(author(entry), entry);
            net.run(Duration.ofMillis(entry.since() % 300));
        }
    }
}
