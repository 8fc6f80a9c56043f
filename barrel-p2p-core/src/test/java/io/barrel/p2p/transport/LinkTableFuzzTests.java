package io.barrel.p2p.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.fuzz.FuzzedRandom;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Links of a few peers come up and go in any order, of any incarnation, and claim to replace whatever they like. */
class LinkTableFuzzTests implements LinkTable.Owner {

    private static final List<NodeId> PEERS = List.of(NodeId.of("a@h"), NodeId.of("n@h"), NodeId.of("z@h"));

    private final ManualLoop loop = new ManualLoop();
    private final LinkTable table = new LinkTable(NodeId.of("m@h"), LinkConfig.DEFAULT, loop, this);
    private final List<DialRequest> dials = new ArrayList<>();
    private final List<FakeLink> up = new ArrayList<>();
    private final Set<NodeId> linked = new HashSet<>();
    private int frames;
    private long ids;

    /** One object of the class gets every input: what a scene holds is in another. */
    @FuzzTest
    void ownerIsToldOfEachLinkOnceAndLosesNoFrameSilently(FuzzedDataProvider data) {
        new LinkTableFuzzTests().play(new FuzzedRandom(data));
    }

    private void play(FuzzedRandom random) {
        List<FakeLink> all = new ArrayList<>();
        while (random.hasMore()) {
            NodeId peer = random.any(PEERS);
            switch (random.nextInt(9)) {
                case 0 -> table.connect(new Peer(peer, new PeerAddress("h", 9_100)));
                case 1 -> table.renew(peer);
                case 2 -> table.watch(peer, random.nextBoolean());
                case 3 -> {
                    frames++;
                    table.send(peer, new Frame(1, ByteBuffer.allocate(random.nextInt(16) == 0 ? 1 << 20 : 1)));
                }
                case 4 -> {
                    if (!dials.isEmpty()) {
                        table.dialFailed(take(dials, random), failure(random));
                    }
                }
                case 5 -> {
                    if (!up.isEmpty()) {
                        FakeLink link = take(up, random);
                        table.linkDown(
                                link,
                                new LinkEnd(
                                        random.any(List.of(LinkEnd.By.values())),
                                        random.any(List.of(CloseReason.values()))));
                    }
                }
                case 6 -> {
                    if (!dials.isEmpty()) {
                        DialRequest dial = take(dials, random);
                        linkUp(new FakeLink(++ids, expected(dial), true, random.nextInt(3), 0), dial, all);
                    }
                }
                case 7 -> linkUp(new FakeLink(++ids, peer, false, random.nextInt(3), random.nextInt(8)), null, all);
                default -> loop.advance(random.nextInt(6_000));
            }
            check(all);
        }
    }

    private void linkUp(FakeLink link, @Nullable DialRequest dial, List<FakeLink> all) {
        all.add(link);
        up.add(link);
        table.linkUp(link, dial);
    }

    private void check(List<FakeLink> all) {
        Set<NodeId> current = new HashSet<>();
        for (Link link : table.links()) {
            assertThat(current.add(link.peer())).isTrue();
            assertThat(up)
                    .as("a link that carries frames is up")
                    .anySatisfy(alive -> assertThat(alive).isSameAs(link));
            assertThat(table.accepts(link)).isTrue();
            assertThat(((FakeLink) link).closed).isNull();
        }
        assertThat(linked).as("peers told of").containsAll(current);
        long sent = all.stream().mapToLong(link -> link.sent.size()).sum();
        long waiting = frames - sent - table.framesDropped();
        assertThat(waiting).isBetween(0L, (long) LinkTable.MAX_WAITING * PEERS.size());
        if (current.equals(linked)) {
            assertThat(waiting).as("frames that wait for no link").isZero();
        }
    }

    private static <T> T take(List<T> from, FuzzedRandom random) {
        return from.remove(random.nextInt(from.size()));
    }

    private static NodeId expected(DialRequest dial) {
        NodeId expected = dial.expected();
        assertThat(expected).isNotNull();
        return expected == null ? PEERS.get(0) : expected;
    }

    private static DialFailure failure(FuzzedRandom random) {
        return random.nextBoolean()
                ? new DialFailure(DialFailure.Kind.UNREACHABLE, null, "nothing answered")
                : new DialFailure(DialFailure.Kind.AUTHENTICATION, AuthFailure.KEY_MISMATCH, "key_mismatch");
    }

    @Override
    public void dial(DialRequest request) {
        dials.add(request);
    }

    @Override
    public void linked(Peer peer) {
        linked.add(peer.node());
    }

    @Override
    public void relinked(Peer peer) {
        assertThat(linked).contains(peer.node());
    }

    @Override
    public void replaced(Peer peer) {
        assertThat(linked).contains(peer.node());
    }

    @Override
    public void unlinked(NodeId peer, LinkEnd end, boolean refused) {
        assertThat(linked.remove(peer)).isTrue();
    }

    @Override
    public void connectFailed(NodeId peer, DialFailure failure) {
        assertThat(linked).doesNotContain(peer);
    }
}
