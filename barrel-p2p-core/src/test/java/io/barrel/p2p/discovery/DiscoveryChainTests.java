package io.barrel.p2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiscoveryChainTests {

    private static final Peer SELF = new Peer(NodeId.of("a@h"), new PeerAddress("h", 1));

    private final LogCapture log = new LogCapture(DiscoveryChain.class);
    private final Scripted first = new Scripted("first");
    private final Scripted second = new Scripted("second");
    private final DiscoveryChain chain = new DiscoveryChain(List.of(first, second));

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void contactsOfAllBackendsComeInOrderEachOnce() {
        first.contacts = List.of(contact(3), contact(1));
        second.contacts = List.of(contact(1), contact(2), contact(3));

        assertThat(chain.contacts()).containsExactly(contact(3), contact(1), contact(2));
        assertThat(chain.backends()).containsExactly("first", "second");
    }

    @Test
    void oneAddressUnderAnotherNameIsAnotherContact() {
        Contact named = new Contact(NodeId.of("b@h"), contact(1).address());
        first.contacts = List.of(named);
        second.contacts = List.of(contact(1));

        assertThat(chain.contacts()).containsExactly(named, contact(1));
    }

    @Test
    void failingBackendIsPassedOverAndWarnedAboutOncePerMessage() {
        second.contacts = List.of(contact(2));
        first.failure = new IOException("no route");
        assertThat(chain.contacts()).containsExactly(contact(2));
        assertThat(chain.contacts()).containsExactly(contact(2));
        first.failure = new IOException("timed out");
        chain.contacts();
        first.failure = null;
        chain.contacts();
        first.failure = new IOException("timed out");
        chain.contacts();

        assertThat(log.warnings())
                .containsExactly(
                        "look-up of contacts failed at first: no route",
                        "look-up of contacts failed at first: timed out",
                        "look-up of contacts failed at first: timed out");
        assertThat(log.messages(Level.INFO)).containsExactly("look-up of contacts works again at first");
    }

    @Test
    void backendWithADefectIsPassedOverToo() {
        second.contacts = List.of(contact(2));
        first.defect = new IllegalStateException("defect");
        assertThat(chain.contacts()).containsExactly(contact(2));
        first.defect = null;
        first.contacts = Arrays.asList(contact(1), null);

        assertThat(chain.contacts()).containsExactly(contact(1), contact(2));
        assertThat(log.warnings()).hasSize(2);
    }

    @Test
    void totalIsBounded() {
        first.contacts = IntStream.rangeClosed(1, 200).mapToObj(i -> contact(i)).toList();
        second.contacts =
                IntStream.rangeClosed(101, 60_000).mapToObj(i -> contact(i)).toList();

        assertThat(chain.contacts()).hasSize(DiscoveryChain.MAX_CONTACTS).endsWith(contact(256));
    }

    @Test
    void announcementAndWithdrawalReachEveryBackendThoughOneFails() {
        first.failure = new IOException("read-only");

        chain.announce(SELF);
        chain.withdraw(SELF.node());

        assertThat(second.calls).containsExactly("announce a@h at h:1", "withdraw a@h");
        assertThat(log.warnings())
                .containsExactly("announcement failed at first: read-only", "withdrawal failed at first: read-only");
    }

    @Test
    void interruptEndsTheBackendThatRunsAndNotTheChain() {
        first.failure = new InterruptedIOException("took too long");
        first.interruptsItself = true;
        second.contacts = List.of(contact(2));

        assertThat(chain.contacts()).containsExactly(contact(2));
        assertThat(second.wasInterrupted).isFalse();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private static Contact contact(int port) {
        return new Contact(null, new PeerAddress("h", port));
    }

    private static final class Scripted implements DiscoveryBackend {

        private final String name;
        private final List<String> calls = new ArrayList<>();
        private List<Contact> contacts = List.of();
        private @Nullable IOException failure;
        private @Nullable RuntimeException defect;
        private boolean interruptsItself;
        private boolean wasInterrupted;

        Scripted(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<Contact> contacts() throws IOException {
            wasInterrupted = Thread.currentThread().isInterrupted();
            if (interruptsItself) {
                Thread.currentThread().interrupt();
            }
            fail();
            return contacts;
        }

        @Override
        public void announce(Peer self) throws IOException {
            fail();
            calls.add("announce " + self);
        }

        @Override
        public void withdraw(NodeId self) throws IOException {
            fail();
            calls.add("withdraw " + self);
        }

        private void fail() throws IOException {
            if (failure != null) {
                throw failure;
            }
            if (defect != null) {
                throw defect;
            }
        }
    }
}
