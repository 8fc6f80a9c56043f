package io.barrel.p2p.discovery;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * Asks all backends, in order. A backend that fails is logged, as a warning once per change of its message, and passed over.
 *
 * <p>Every method may block for as long as the backends do, so call it on a thread that may. To bound a backend, interrupt
 * that thread: the interrupt is spent on the backend that runs, and the chain goes on with the next. Safe for use by any
 * thread; calls wait for each other, so a backend sees one thread at a time.
 */
public final class DiscoveryChain {

    /** The most contacts of one look-up. */
    public static final int MAX_CONTACTS = 256;

    private final List<DiscoveryBackend> backends;
    private final RepeatedFailures failures = new RepeatedFailures(LoggerFactory.getLogger(DiscoveryChain.class));

    /** A chain of those backends, which may be none. */
    public DiscoveryChain(List<DiscoveryBackend> backends) {
        this.backends = List.copyOf(backends);
    }

    /**
     * The contacts of all backends in their order, each once, at most {@link #MAX_CONTACTS}. The same address under two
     * names, or with and without a name, is two contacts: the name may be out of date.
     */
    public synchronized List<Contact> contacts() {
        Set<Contact> found = new LinkedHashSet<>();
        for (DiscoveryBackend backend : backends) {
            ask(backend, "look-up of contacts", asked -> addUpToLimit(asked.contacts(), found));
        }
        return List.copyOf(found);
    }

    /** Makes this node known through all backends. */
    public synchronized void announce(Peer self) {
        backends.forEach(backend -> ask(backend, "announcement", asked -> asked.announce(self)));
    }

    /** Takes back what {@link #announce} made known, in all backends. */
    public synchronized void withdraw(NodeId self) {
        backends.forEach(backend -> ask(backend, "withdrawal", asked -> asked.withdraw(self)));
    }

    /** The backends' names, in order. */
    public List<String> backends() {
        return backends.stream().map(DiscoveryBackend::name).toList();
    }

    private static void addUpToLimit(List<Contact> contacts, Set<Contact> found) {
        for (Contact contact : contacts) {
            if (found.size() >= MAX_CONTACTS) {
                return;
            }
            found.add(Objects.requireNonNull(contact, "a backend returned a null contact"));
        }
    }

    private void ask(DiscoveryBackend backend, String doing, Question question) {
        try {
            question.put(backend);
            failures.worked(backend.name(), doing);
        } catch (IOException | RuntimeException e) {
            failures.failed(backend.name(), doing, e);
        } finally {
            // An interrupt was meant for this backend, even if it came too late; the next one has its own time.
            Thread.interrupted();
        }
    }

    @FunctionalInterface
    private interface Question {
        void put(DiscoveryBackend backend) throws IOException;
    }
}
