package io.barrel.p2p.engine;

import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.membership.MembershipInput;
import io.barrel.p2p.membership.MembershipInput.Loss;
import io.barrel.p2p.membership.MembershipMessage;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.messaging.ExchangeInput;
import io.barrel.p2p.node.NodeFrames;
import io.barrel.p2p.node.NodeInput;
import io.barrel.p2p.node.NodeMachine;
import io.barrel.p2p.node.NodeMessage;
import io.barrel.p2p.node.NodeOutput;
import io.barrel.p2p.node.NodePorts;
import io.barrel.p2p.node.NodeTimer;
import io.barrel.p2p.roster.Roster;
import io.barrel.p2p.service.ServiceView;
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
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.Route;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
    private final LinkView view;
    private final NodeMachine machine;
    private final OverlayContacts contacts;
    private final Joins joins;
    private final NodeTimers timers;
    private final Probes probes;
    private final Relays relays;
    private final Switchboard switchboard;
    private final FrameSorter frames;
    private final ChannelGc gc;
    private final Deque<NodeInput> inputs = new ArrayDeque<>();
    private Set<NodeId> watched = Set.of();
    /** What membership had handled when its views were shown last. */
    private long shown;

    private boolean feeding;
    private final OverlayDisplay display;
    private final Refusals refusals;
    private final LinkRenewal renewal;
    private final Barrier barrier;

    Overlay(OverlayParts parts) {
        this.parts = parts;
        this.transport = parts.transport();
        this.loop = transport.loop();
        this.links = new LinkTable(self(), parts.link(), loop, this);
        this.view = new LinkView(links);
        this.barrier = new Barrier(self(), parts.revocations(), parts.trust(), links);
        this.machine = new NodeMachine(
                parts.node(),
                new NodePorts(
                        view::rttNanos,
                        view,
                        view::isCongested,
                        parts.revocations(),
                        parts.clock()::millis,
                        parts.random(),
                        parts.secretRandom()),
                this::carryOut);
        this.joins = new Joins(loop);
        this.contacts = new OverlayContacts(
                parts,
                new ContactFinder(
                        parts.node().self(),
                        loop,
                        parts.worker(),
                        this::dial,
                        node -> links.link(node).map(LinkView::peer)),
                joins,
                machine.membership(),
                this::feed);
        this.timers = new NodeTimers(loop, this::fired);
        this.probes = new Probes(
                links,
                loop,
                node -> watched.contains(node),
                (node, reached) -> feed(new NodeInput.ProbeEnded(node, reached)));
        this.relays = new Relays(parts, links, machine.roster().view(), () -> watched, this::unreachable);
        this.switchboard = new Switchboard(
                self(),
                parts.messaging(),
                loop,
                links,
                relays,
                machine.roster().view(),
                parts.revocations(),
                parts.statistics());
        this.frames = new FrameSorter(links, switchboard, relays, parts.statistics(), this::handle);
        this.gc = new ChannelGc(
                parts.messaging().gc(),
                links,
                loop,
                parts.clock(),
                peer -> watched.contains(peer) || relays.uses(peer) || !switchboard.isIdle(peer),
                switchboard::awaitsReceipt,
                parts.statistics().channelsReaped);
        this.refusals = new Refusals(parts.statistics());
        this.renewal = new LinkRenewal(links, loop);
        this.display = new OverlayDisplay(parts, machine, links, contacts, joins);
    }

    private NodeId self() {
        return parts.node().self().node();
    }

    /** What users see of it. Any thread. */
    OverlayDisplay display() {
        return display;
    }

    /** Who offers what now. Any thread. */
    ServiceView services() {
        return machine.services().view();
    }

    /** Messages of this node. */
    Switchboard switchboard() {
        return switchboard;
    }

    /** The members now. Any thread. */
    Roster roster() {
        return machine.roster().view();
    }

    boolean isStale(NodeId node, long incarnation) {
        return links.isStale(node, incarnation);
    }

    void start() {
        switchboard.start(parts.node().incarnation());
        gc.start();
        relays.start();
        feed(new NodeInput.OfMembership(new MembershipInput.Start()));
    }

    /** Makes links anew that show a certificate of before. */
    void renewLinks() {
        renewal.begin();
    }

    /** Joins through the first contact of a source that answers. */
    void join(ContactFinder.Source source, String described, CompletableFuture<Views> future) {
        contacts.join(source, described, future);
    }

    /** Leaves; the future completes when every active peer has handled it, or failed to within the bound. */
    void leave(long boundMillis, CompletableFuture<Views> done) {
        Farewells.say(
                watched,
                links,
                loop,
                () -> feed(new MembershipInput.Leave()),
                boundMillis,
                () -> done.complete(display.views()));
    }

    @Override
    public void linkUp(Link link, @Nullable DialRequest dial) {
        Optional<DialFailure> bar = barrier.against(link.peer());
        if (bar.isPresent()) {
            // Revoked between the end of the handshake and now.
            link.close(CloseReason.REJECTED);
            if (dial != null) {
                dialFailed(dial, bar.get());
            }
            return;
        }
        links.linkUp(link, dial);
        renewal.linkUp(link);
        if (dial != null) {
            contacts.linkUp(link, dial);
            renewal.ended(dial);
        }
        publish();
    }

    @Override
    public void dialFailed(DialRequest dial, DialFailure failure) {
        links.dialFailed(dial, failure);
        contacts.dialFailed(dial, failure);
        renewal.ended(dial);
        publish();
    }

    @Override
    public void drained(Link link, int lane) {
        switchboard.feed(new ExchangeInput.Drained(link.peer(), lane));
    }

    @Override
    public void linkDown(Link link, LinkEnd end) {
        links.linkDown(link, end);
        publish();
    }

    @Override
    public void frame(Link link, Frame frame) {
        frames.take(link, frame);
    }

    private void handle(Link link, NodeMessage message) {
        feed(new NodeInput.Received(LinkView.peer(link), message));
        if (message instanceof NodeMessage.OfMembership of
                && of.message() instanceof MembershipMessage.NeighborReply reply
                && !reply.accepted()) {
            joins.refused(link.peer());
        }
    }

    /** Broadcasts. */
    void publish(String topic, ByteBuffer payload) {
        feed(new NodeInput.Publish(topic, payload));
    }

    /** Whether a neighbour has not taken what was sent to it. */
    boolean isCongested() {
        return watched.stream().anyMatch(view::isCongested);
    }

    @Override
    public void dial(DialRequest request) {
        Optional<DialFailure> bar = barrier.against(request.expected());
        if (bar.isPresent()) {
            loop.execute(() -> dialFailed(request, bar.get()));
        } else {
            transport.dial(request);
        }
    }

    @Override
    public void linked(Peer peer) {
        links.watch(peer.node(), watched.contains(peer.node()));
        feed(new NodeInput.Linked(peer.node(), incarnation(peer.node()), false));
        // An edge over other nodes would be lost with them, and the peer suspected for it.
        feed(
                relays.isRelayed(peer.node())
                        ? new MembershipInput.ConnectFailed(peer.node(), false)
                        : new MembershipInput.LinkUp(peer));
        relays.linked(peer.node());
        probes.linked(peer.node());
        switchboard.feed(new ExchangeInput.Linked(peer.node(), incarnation(peer.node())));
    }

    @Override
    public void relinked(Peer peer) {
        feed(new NodeInput.Linked(peer.node(), incarnation(peer.node()), true));
        relays.linked(peer.node());
        switchboard.feed(new ExchangeInput.Replaced(peer.node()));
    }

    @Override
    public void replaced(Peer peer) {
        switchboard.feed(new ExchangeInput.Replaced(peer.node()));
    }

    private long incarnation(NodeId node) {
        return links.link(node).map(link -> link.session().incarnation()).orElse(0L);
    }

    @Override
    public void unlinked(NodeId peer, LinkEnd end, boolean refused) {
        joins.lost(peer);
        probes.failed(peer);
        if (end.by() == LinkEnd.By.LOST && end.reason() == CloseReason.STALE_INCARNATION) {
            feed(new NodeInput.Restarted(peer));
        } else {
            feed(new MembershipInput.LinkLost(peer, refused ? Loss.REJECTED : LinkView.loss(end)));
        }
        relays.unlinked(peer);
        switchboard.feed(new ExchangeInput.Unlinked(peer));
    }

    @Override
    public void connectFailed(NodeId peer, DialFailure failure) {
        probes.failed(peer);
        feed(new MembershipInput.ConnectFailed(peer, failure.isRefusal()));
        relays.connectFailed(peer, failure);
    }

    /** Nor is there a way over other nodes. */
    private void unreachable(NodeId node, DialFailure failure) {
        switchboard.connectFailed(node, failure);
    }

    @Override
    public void relay(Route route, ByteBuffer packet) {
        relays.send(route, packet);
    }

    private void feed(MembershipInput input) {
        feed(new NodeInput.OfMembership(input));
    }

    void feed(NodeInput input) {
        inputs.add(input);
        if (feeding) {
            return;
        }
        feeding = true;
        try {
            for (NodeInput next = inputs.poll(); next != null; next = inputs.poll()) {
                handle(next);
            }
        } finally {
            feeding = false;
        }
        if (machine.membership().handled() != shown) {
            shown = machine.membership().handled();
            watch();
            publish();
        } else {
            display.tell();
        }
    }

    /** A defect in the machine must cost one input, not the node. */
    private void handle(NodeInput input) {
        try {
            machine.handle(input, loop.now());
        } catch (RuntimeException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("node", self())
                    .log("{} could not handle {}; please report this", self(), input);
        }
    }

    private void carryOut(NodeOutput output) {
        if (output instanceof NodeOutput.Send send) {
            parts.statistics().countSent(send.message());
            links.send(send.to(), NodeFrames.encode(send.message()));
        } else if (output instanceof NodeOutput.Schedule schedule) {
            timers.schedule(schedule.timer(), schedule.delayMillis());
        } else if (output instanceof NodeOutput.Cancel cancel) {
            timers.cancel(cancel.timer());
        } else if (output instanceof NodeOutput.Deliver deliver) {
            parts.broadcasts().accept(deliver.id(), deliver.broadcast());
        } else if (output instanceof NodeOutput.Emit emit) {
            display.add(emit.event());
            if (emit.event() instanceof MemberDown down && !watched.contains(down.node())) {
                gc.died(down.node(), parts.link().idleTimeout().toMillis());
            }
        } else if (output instanceof NodeOutput.Connect connect) {
            links.connect(connect.peer());
        } else if (output instanceof NodeOutput.Probe probe) {
            probes.probe(probe.peer());
        } else if (output instanceof NodeOutput.SeekContact) {
            contacts.seek();
        } else if (output instanceof NodeOutput.SeekStranger) {
            contacts.seekStranger();
        } else if (output instanceof NodeOutput.AdoptIncarnation adopt) {
            parts.adoption().accept(adopt.incarnation());
        } else if (output instanceof NodeOutput.Refused refused) {
            refusals.refused(refused, loop.now());
        } else if (output instanceof NodeOutput.Revoked revoked) {
            parts.revoked().run();
            barrier.close(revoked.node());
        }
    }

    private void fired(NodeTimer timer) {
        parts.statistics().count(timer);
        feed(new NodeInput.TimerFired(timer));
    }

    /** A link whose loss matters to the machine is watched, and no other. */
    private void watch() {
        Set<NodeId> engaged = machine.membership().engaged();
        if (engaged.equals(watched)) {
            return;
        }
        watched.stream().filter(node -> !engaged.contains(node)).forEach(node -> links.watch(node, false));
        engaged.forEach(node -> links.watch(node, true));
        watched = engaged;
    }

    private void publish() {
        if (!feeding) {
            display.show();
        }
    }
}
