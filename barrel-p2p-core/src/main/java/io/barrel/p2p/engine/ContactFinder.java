package io.barrel.p2p.engine;

import io.barrel.p2p.discovery.Contact;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a source for contacts, off the loop, and dials them until one answers. Confined to the loop, but for the look-up.
 */
final class ContactFinder {

    /** How long a source may take. */
    private static final long LOOKUP_BOUND = 10_000;

    /** A contact that has not answered by then is joined by the next; as in RFC 8305, section 5. */
    private static final long STAGGER = 250;

    private static final long DIAL_BOUND = 3_000;

    /** As many as the stagger lets start within the bound of the first. */
    private static final int MAX_IN_FLIGHT = (int) (DIAL_BOUND / STAGGER);

    private static final long SELF_SKIPPED = 300_000;
    private static final int MAX_SELF_ADDRESSES = 64;
    private static final int MAX_REACHED_ADDRESSES = 1_024;

    private static final Logger log = LoggerFactory.getLogger(ContactFinder.class);

    private final Peer self;
    private final Loop loop;
    private final ExecutorService worker;
    private final Consumer<DialRequest> dialler;
    private final Function<NodeId, Optional<Peer>> linked;
    private final Map<DialRequest, Search> searches = new HashMap<>();
    private final Map<PeerAddress, Long> selfAddresses = new LinkedHashMap<>();
    private final Set<PeerAddress> reachedAddresses = new LinkedHashSet<>();

    /** Where contacts come from; may block. */
    interface Source {
        List<Contact> contacts() throws IOException;
    }

    /** How a search ended. */
    interface Outcome {

        /** A contact answered and is linked. */
        void reached(Peer contact);

        /**
         * None answered.
         *
         * @param known how many there were to try, this node and peers to be skipped not counted
         * @param failure why the last one did not; empty if there was none to try
         */
        void nobody(int known, String failure);
    }

    /**
     * A finder.
     *
     * @param dialler starts a dial, whose end comes back by {@link #linkUp} or {@link #dialFailed}
     * @param linked the peer of that name if a link to it is up
     */
    ContactFinder(
            Peer self,
            Loop loop,
            ExecutorService worker,
            Consumer<DialRequest> dialler,
            Function<NodeId, Optional<Peer>> linked) {
        this.self = self;
        this.loop = loop;
        this.worker = worker;
        this.dialler = dialler;
        this.linked = linked;
    }

    /** Looks for a contact that is not to be skipped; the outcome is told on the loop, once, never within this call. */
    void find(Source source, Predicate<Contact> skip, Outcome outcome) {
        Lookup lookup = new Lookup(skip, outcome);
        try {
            Future<?> task = worker.submit(() -> lookup.run(source));
            loop.schedule(
                    () -> {
                        task.cancel(true);
                        lookup.answer(List.of(), "the look-up took longer than " + LOOKUP_BOUND + " ms");
                    },
                    LOOKUP_BOUND);
        } catch (RejectedExecutionException e) {
            loop.execute(() -> lookup.answer(List.of(), "too many look-ups are waiting, or the node stops"));
        }
    }

    /** Whether a contact was reached there before; the last 1,024 are known. */
    boolean hasReached(PeerAddress address) {
        return reachedAddresses.contains(address);
    }

    /** A link came up; does nothing unless one of the searches dialled it. */
    void linkUp(Link link, DialRequest dial) {
        Search search = searches.remove(dial);
        if (search != null) {
            search.reached(dial.address(), new Peer(link.peer(), link.session().address()));
        }
    }

    /** A dial failed; does nothing unless it is one of the searches'. */
    void dialFailed(DialRequest dial, DialFailure failure) {
        Search search = searches.remove(dial);
        if (search == null) {
            return;
        }
        if (failure.authentication() == AuthFailure.SELF) {
            rememberSelf(dial.address());
        }
        search.failed(dial, failure);
    }

    private void rememberReached(PeerAddress address) {
        reachedAddresses.add(address);
        if (reachedAddresses.size() > MAX_REACHED_ADDRESSES) {
            reachedAddresses.remove(reachedAddresses.iterator().next());
        }
    }

    private void rememberSelf(PeerAddress address) {
        if (selfAddresses.size() >= MAX_SELF_ADDRESSES) {
            selfAddresses.remove(selfAddresses.keySet().iterator().next());
        }
        selfAddresses.put(address, loop.now() + SELF_SKIPPED);
    }

    private boolean isSelf(Contact contact) {
        if (self.node().equals(contact.node()) || self.address().equals(contact.address())) {
            return true;
        }
        Long until = selfAddresses.get(contact.address());
        return until != null && until - loop.now() > 0;
    }

    /** One question to a source; whatever becomes of it, it is answered once. */
    private final class Lookup {

        private final Predicate<Contact> skip;
        private final Outcome outcome;
        private boolean answered;

        Lookup(Predicate<Contact> skip, Outcome outcome) {
            this.skip = skip;
            this.outcome = outcome;
        }

        /** On the worker. */
        void run(Source source) {
            try {
                List<Contact> contacts = source.contacts();
                loop.execute(() -> answer(contacts, ""));
            } catch (IOException | RuntimeException e) {
                log.atWarn().addKeyValue("node", self.node()).setCause(e).log("Looking for contacts failed");
                loop.execute(() -> answer(List.of(), String.valueOf(e.getMessage())));
            }
        }

        /** On the loop. */
        void answer(List<Contact> contacts, String failure) {
            if (!answered) {
                answered = true;
                new Search(contacts, skip, outcome, failure).next();
            }
        }
    }

    /** One search through a list of contacts. */
    private final class Search {

        private final Deque<Contact> left = new ArrayDeque<>();
        private final Set<DialRequest> inFlight = new HashSet<>();
        private final Outcome outcome;
        private final int known;
        private String failure;
        private boolean done;

        Search(List<Contact> contacts, Predicate<Contact> skip, Outcome outcome, String failure) {
            this.outcome = outcome;
            this.failure = failure;
            for (Contact contact : contacts) {
                if (!isSelf(contact) && !skip.test(contact)) {
                    left.add(contact);
                }
            }
            this.known = left.size();
        }

        void next() {
            if (done) {
                return;
            }
            Contact contact = inFlight.size() < MAX_IN_FLIGHT ? left.poll() : null;
            if (contact == null) {
                endIfExhausted();
                return;
            }
            NodeId node = contact.node();
            Optional<Peer> peer = node == null ? Optional.empty() : linked.apply(node);
            if (peer.isPresent()) {
                reached(contact.address(), peer.get());
                return;
            }
            DialRequest dial = new DialRequest(contact.address(), node, 0, false, DIAL_BOUND);
            inFlight.add(dial);
            searches.put(dial, this);
            dialler.accept(dial);
            loop.schedule(this::next, STAGGER);
        }

        void reached(PeerAddress at, Peer contact) {
            rememberReached(at);
            if (!done) {
                done = true;
                outcome.reached(contact);
            }
        }

        void failed(DialRequest dial, DialFailure why) {
            inFlight.remove(dial);
            failure = dial + " failed: " + why.detail();
            log.atDebug().addKeyValue("node", self.node()).log("Contact not reached: {}", failure);
            next();
        }

        private void endIfExhausted() {
            if (left.isEmpty() && inFlight.isEmpty()) {
                done = true;
                outcome.nobody(known, failure);
            }
        }
    }
}
