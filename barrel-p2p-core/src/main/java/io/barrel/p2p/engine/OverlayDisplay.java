package io.barrel.p2p.engine;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.gossip.GossipStatus;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.node.NodeMachine;
import io.barrel.p2p.transport.LinkTable;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What users see of the overlay: its state, which any thread may read, and events, which follow the state they tell of. On the loop. */
final class OverlayDisplay {

    // Under the name of what it shows.
    private static final Logger log = LoggerFactory.getLogger(Overlay.class);

    private final OverlayParts parts;
    private final NodeMachine machine;
    private final LinkTable links;
    private final OverlayContacts contacts;
    private final Joins joins;
    private final List<P2pEvent> emitted = new ArrayList<>();
    private boolean orderly;
    private volatile OverlayState state;
    private volatile GossipStatus gossip = GossipStatus.NONE;

    OverlayDisplay(OverlayParts parts, NodeMachine machine, LinkTable links, OverlayContacts contacts, Joins joins) {
        this.parts = parts;
        this.machine = machine;
        this.links = links;
        this.contacts = contacts;
        this.joins = joins;
        this.state = OverlayState.initial(parts.transport().loop().now());
    }

    /** The broadcast tree now. Any thread. */
    GossipStatus gossip() {
        return gossip;
    }

    /** What is known now. Any thread. */
    OverlayState state() {
        return state;
    }

    /** The views now. Any thread. */
    Views views() {
        return state.views(
                parts.node().membership(),
                parts.transport().loop().now(),
                parts.clock().instant());
    }

    /** An event to be told of when the state is shown. */
    void add(P2pEvent event) {
        emitted.add(event);
    }

    /** Shows the new state first and tells of events after. */
    void show() {
        emitted.forEach(this::noteLoss);
        state = state.next(
                machine.membership().views(),
                links.links(),
                machine.membership().left(),
                orderly,
                contacts.known(),
                parts.transport().loop().now());
        joins.settle(state, this::views);
        tell();
    }

    /** The same where neither views nor links have changed. */
    void tell() {
        gossip = machine.gossip().status();
        if (emitted.isEmpty()) {
            return;
        }
        List<P2pEvent> events = List.copyOf(emitted);
        emitted.clear();
        for (P2pEvent event : events) {
            parts.statistics().count(event);
            log.atInfo().addKeyValue("node", parts.node().self().node()).log("{}", event);
            parts.events().accept(event);
        }
    }

    private void noteLoss(P2pEvent event) {
        if (event instanceof PeerDown down) {
            orderly = down.reason() == DownReason.GRACEFUL;
        }
    }
}
