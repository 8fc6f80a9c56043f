package io.barrel.p2p.engine;

import io.barrel.p2p.discovery.Contact;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.membership.HyParView;
import io.barrel.p2p.membership.MembershipCodec;
import io.barrel.p2p.membership.MembershipInput;
import io.barrel.p2p.membership.MembershipInput.Loss;
import io.barrel.p2p.membership.MembershipMessage;
import io.barrel.p2p.membership.MembershipOutput;
import io.barrel.p2p.membership.MembershipTimer;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.DialFailure;
import io.barrel.p2p.transport.DialRequest;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkEnd;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.transport.Transport;
import io.barrel.p2p.transport.TransportListener;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.Protocols;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feeds the membership machine and the link table with what the transport says and carries out what they want. On the loop. */
final class Overlay implements TransportListener, LinkTable.Owner {

    private static final Logger log = LoggerFactory.getLogger(Overlay.class);

    private final OverlayParts parts;
    private final Transport transport;
    private final Loop loop;
    private final LinkTable links;
    private final HyParView machine;
    private final ContactFinder contacts;
    private final Joins joins;
    private final MembershipTimers timers;
    private final Deque<MembershipInput> inputs = new ArrayDeque<>();
    private final List<P2pEvent> emitted = new ArrayList<>();
    private Set<NodeId> watched = Set.of();
    private boolean feeding;
    private int contactsKnown = -1;
    private boolean orderly;
    private volatile OverlayState state;

    Overlay(OverlayParts parts) {
        this.parts = parts;
        this.transport = parts.transport();
        this.loop = transport.loop();
        this.links = new LinkTable(parts.self().node(), parts.link(), loop, this);
        this.machine = new HyParView(parts.self(), parts.membership(), parts.random(), this::rttNanos, this::carryOut);
        this.contacts = new ContactFinder(
                parts.self(),
                loop,
                parts.worker(),
                this::dial,
                node -> links.link(node).map(Overlay::peer));
        this.timers = new MembershipTimers(loop, this::fired);
        this.joins = new Joins(loop);
        this.state = OverlayState.initial(loop.now());
    }

    /** What is known now. Any thread. */
    OverlayState state() {
        return state;
    }

    /** The views now. Any thread. */
    Views views() {
        return state.views(parts.membership(), loop.now(), parts.clock().instant());
    }

    boolean isStale(NodeId node, long incarnation) {
        return links.isStale(node, incarnation);
    }

    void start() {
        feed(new MembershipInput.Start());
    }

    /** Joins through the first contact of a source that answers. */
    void join(ContactFinder.Source source, String described, CompletableFuture<Views> future) {
        contacts.find(source, contact -> false, new ContactFinder.Outcome() {
            @Override
            public void reached(Peer contact) {
                joins.add(contact.node(), future);
                feed(new MembershipInput.ContactReached(contact));
            }

            @Override
            public void nobody(int known, String failure) {
                future.completeExceptionally(Joins.notReached(described, failure));
            }
        });
    }

    /** Leaves; the future completes when every active peer has handled it, or failed to within the bound. */
    void leave(long boundMillis, CompletableFuture<Views> done) {
        List<Link> told = new ArrayList<>();
        watched.forEach(node -> links.link(node).ifPresent(told::add));
        feed(new MembershipInput.Leave());
        Runnable complete = () -> done.complete(views());
        if (told.isEmpty()) {
            complete.run();
            return;
        }
        int[] open = {told.size()};
        for (Link link : told) {
            link.confirm(() -> {
                open[0]--;
                if (open[0] == 0) {
                    complete.run();
                }
            });
        }
        loop.schedule(complete, boundMillis);
    }

    @Override
    public void linkUp(Link link, @Nullable DialRequest dial) {
        links.linkUp(link, dial);
        if (dial != null) {
            contacts.linkUp(link, dial);
        }
        publish();
    }

    @Override
    public void dialFailed(DialRequest dial, DialFailure failure) {
        links.dialFailed(dial, failure);
        contacts.dialFailed(dial, failure);
        publish();
    }

    @Override
    public void linkDown(Link link, LinkEnd end) {
        links.linkDown(link, end);
        publish();
    }

    @Override
    public void frame(Link link, Frame frame) {
        if (!links.accepts(link) || frame.protocol() != Protocols.MEMBERSHIP) {
            parts.statistics().messagesIgnored.increment();
            return;
        }
        try {
            Optional<MembershipMessage> message = MembershipCodec.decode(frame.payload());
            if (message.isPresent()) {
                parts.statistics().messagesHandled.increment();
                handle(link, message.get());
            } else {
                parts.statistics().messagesIgnored.increment();
            }
        } catch (MalformedInputException e) {
            parts.statistics().messagesMalformed.increment();
            log.atWarn().addKeyValue("peer", link.peer()).log("Closing the link: {}", e.getMessage());
            link.close(CloseReason.PROTOCOL_ERROR);
        }
    }

    private void handle(Link link, MembershipMessage message) {
        feed(new MembershipInput.Received(peer(link), message));
        if (message instanceof MembershipMessage.NeighborReply reply && !reply.accepted()) {
            joins.refused(link.peer());
        }
    }

    @Override
    public void dial(DialRequest request) {
        transport.dial(request);
    }

    @Override
    public void linked(Peer peer) {
        links.watch(peer.node(), watched.contains(peer.node()));
        feed(new MembershipInput.LinkUp(peer));
    }

    @Override
    public void unlinked(NodeId peer, LinkEnd end, boolean refused) {
        joins.lost(peer);
        feed(new MembershipInput.LinkLost(peer, refused ? Loss.REJECTED : loss(end)));
    }

    @Override
    public void connectFailed(NodeId peer, DialFailure failure) {
        feed(new MembershipInput.ConnectFailed(peer, failure.isRefusal()));
    }

    private static Loss loss(LinkEnd end) {
        return switch (end.reason()) {
            case IDLE -> Loss.IDLE;
            case REJECTED -> Loss.REJECTED;
            case SHUTDOWN -> end.by() == LinkEnd.By.PEER ? Loss.PEER_STOPPED : Loss.IDLE;
            default -> Loss.FAILED;
        };
    }

    private static Peer peer(Link link) {
        return new Peer(link.peer(), link.session().address());
    }

    private void feed(MembershipInput input) {
        inputs.add(input);
        if (feeding) {
            return;
        }
        feeding = true;
        try {
            for (MembershipInput next = inputs.poll(); next != null; next = inputs.poll()) {
                handle(next);
            }
        } finally {
            feeding = false;
        }
        watch();
        publish();
    }

    /** A defect in the machine must cost one input, not the node. */
    private void handle(MembershipInput input) {
        try {
            machine.handle(input, loop.now());
        } catch (RuntimeException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("node", parts.self().node())
                    .log("Membership could not handle {}; please report this", input);
        }
    }

    private void carryOut(MembershipOutput output) {
        if (output instanceof MembershipOutput.Send send) {
            links.send(send.to(), new Frame(Protocols.MEMBERSHIP, MembershipCodec.encode(send.message())));
        } else if (output instanceof MembershipOutput.Connect connect) {
            links.connect(connect.peer());
        } else if (output instanceof MembershipOutput.SeekContact) {
            seek();
        } else if (output instanceof MembershipOutput.SeekStranger) {
            seekStranger();
        } else if (output instanceof MembershipOutput.Schedule schedule) {
            timers.schedule(schedule.timer(), schedule.delayMillis());
        } else if (output instanceof MembershipOutput.Cancel cancel) {
            timers.cancel(cancel.timer());
        } else if (output instanceof MembershipOutput.Emit emit) {
            emitted.add(emit.event());
        }
    }

    private void fired(MembershipTimer timer) {
        parts.statistics().count(timer);
        feed(new MembershipInput.TimerFired(timer));
    }

    private void seek() {
        contacts.find(parts.contacts(), contact -> isKnown(contact, state::isActive), new ContactFinder.Outcome() {
            @Override
            public void reached(Peer contact) {
                feed(new MembershipInput.ContactReached(contact));
            }

            @Override
            public void nobody(int known, String failure) {
                contactsKnown = known;
                feed(new MembershipInput.NoContact());
            }
        });
    }

    /** Of contacts that were never met one may know another island. */
    private void seekStranger() {
        Predicate<Contact> met = contact -> contacts.hasReached(contact.address()) || isKnown(contact, machine::knows);
        contacts.find(parts.contacts(), met, new ContactFinder.Outcome() {
            @Override
            public void reached(Peer contact) {
                feed(new MembershipInput.ContactReached(contact));
            }

            @Override
            public void nobody(int known, String failure) {
                log.atDebug()
                        .addKeyValue("node", parts.self().node())
                        .log("No contact that was not met before, of {} to try", known);
            }
        });
    }

    private static boolean isKnown(Contact contact, Predicate<NodeId> known) {
        NodeId node = contact.node();
        return node != null && known.test(node);
    }

    private long rttNanos(NodeId node) {
        return links.link(node).map(link -> link.statistics().rttNanos()).orElse(0L);
    }

    /** A link whose loss matters to the machine is watched, and no other. */
    private void watch() {
        Set<NodeId> engaged = machine.engaged();
        if (engaged.equals(watched)) {
            return;
        }
        watched.stream().filter(node -> !engaged.contains(node)).forEach(node -> links.watch(node, false));
        engaged.forEach(node -> links.watch(node, true));
        watched = engaged;
    }

    /** Shows the new state first and publishes the events that tell of it after. */
    private void publish() {
        if (feeding) {
            return;
        }
        emitted.forEach(this::noteLoss);
        state = state.next(machine.views(), links.links(), machine.left(), orderly, contactsKnown, loop.now());
        joins.settle(state, this::views);
        List<P2pEvent> events = List.copyOf(emitted);
        emitted.clear();
        for (P2pEvent event : events) {
            parts.statistics().count(event);
            log.atInfo().addKeyValue("node", parts.self().node()).log("{}", event);
            parts.events().accept(event);
        }
    }

    private void noteLoss(P2pEvent event) {
        if (event instanceof PeerDown down) {
            orderly = down.reason() == DownReason.GRACEFUL;
        }
    }
}
