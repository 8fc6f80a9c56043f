package io.barrel.p2p.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.discovery.Contact;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.ManualLoop;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContactFinderTests {

    private static final Peer SELF = peer("self", 1);
    private static final DialFailure UNREACHABLE =
            new DialFailure(DialFailure.Kind.UNREACHABLE, null, "nothing answered");
    private static final DialFailure OURSELVES =
            new DialFailure(DialFailure.Kind.AUTHENTICATION, AuthFailure.SELF, "self");

    private final ManualLoop loop = new ManualLoop();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final List<DialRequest> dials = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private Optional<Peer> linked = Optional.empty();
    private final ContactFinder finder = new ContactFinder(SELF, loop, worker, dials::add, node -> linked);

    @AfterEach
    void stop() {
        worker.shutdownNow();
    }

    @Test
    void triesOneAfterTheOtherAndTheNextAtOnceWhenOneFails() {
        find(contact("a", 2), contact("b", 3), contact("c", 4));
        assertThat(dials).hasSize(1);

        loop.advance(249);
        assertThat(dials).hasSize(1);
        loop.advance(1);
        assertThat(dials).hasSize(2);
        finder.dialFailed(dials.get(0), UNREACHABLE);

        assertThat(dials).extracting(dial -> dial.address().port()).containsExactly(2, 3, 4);
        assertThat(told).isEmpty();
    }

    @Test
    void saysNobodyOnceAllHaveFailed() {
        find(contact("a", 2), contact("b", 3));
        loop.advance(1_000);

        dials.forEach(dial -> finder.dialFailed(dial, UNREACHABLE));

        assertThat(told).hasSize(1);
        assertThat(told.get(0)).startsWith("nobody of 2").contains("nothing answered");
    }

    @Test
    void skipsItselfByNameByAddressAndByWhatAnswered() {
        find(new Contact(SELF.node(), address(7)), new Contact(null, SELF.address()), new Contact(null, address(8)));
        finder.dialFailed(dials.get(0), OURSELVES);
        assertThat(told).hasSize(1);

        find(new Contact(null, address(8)));

        assertThat(dials).hasSize(1);
        assertThat(told.get(1)).startsWith("nobody of 0");
        loop.advance(300_000);
        find(new Contact(null, address(8)));
        assertThat(dials).hasSize(2);
    }

    @Test
    void contactThatIsLinkedNeedsNoDial() {
        linked = Optional.of(peer("a", 2));

        find(contact("a", 2));

        assertThat(dials).isEmpty();
        assertThat(told).containsExactly("reached a@test");
        assertThat(finder.hasReached(address(2))).isTrue();
        assertThat(finder.hasReached(address(3))).isFalse();
    }

    @Test
    void failingSourceIsToldAsNobody() {
        finder.find(
                () -> {
                    throw new IOException("no such zone");
                },
                contact -> false,
                new Told());

        settle();

        assertThat(told).singleElement().asString().startsWith("nobody of 0").contains("no such zone");
    }

    @Test
    void sourceThatHangsIsGivenUpEvenIfItsTurnNeverCame() {
        CountDownLatch never = new CountDownLatch(1);
        ContactFinder.Source hanging = () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of(contact("late", 9));
        };
        finder.find(hanging, contact -> false, new Told());
        finder.find(() -> List.of(contact("a", 2)), contact -> false, new Told());

        loop.advance(10_000);

        assertThat(told).hasSize(2).allMatch(line -> line.contains("longer than 10000 ms"));
        never.countDown();
    }

    @Test
    void stoppedWorkerIsToldAsNobody() {
        worker.shutdownNow();

        finder.find(() -> List.of(contact("a", 2)), contact -> false, new Told());
        loop.advance(0);

        assertThat(told).singleElement().asString().startsWith("nobody of 0");
    }

    private void find(Contact... contacts) {
        finder.find(() -> List.of(contacts), contact -> false, new Told());
        settle();
    }

    private void settle() {
        await().until(() -> {
            int before = dials.size() + told.size();
            loop.advance(0);
            return dials.size() + told.size() > before;
        });
    }

    private static Contact contact(String name, int port) {
        return new Contact(NodeId.of(name + "@test"), address(port));
    }

    private static Peer peer(String name, int port) {
        return new Peer(NodeId.of(name + "@test"), address(port));
    }

    private static PeerAddress address(int port) {
        return new PeerAddress("127.0.0.1", port);
    }

    private final class Told implements ContactFinder.Outcome {

        @Override
        public void reached(Peer contact) {
            told.add("reached " + contact.node());
        }

        @Override
        public void nobody(int known, String failure) {
            told.add("nobody of " + known + ": " + failure);
        }
    }
}
