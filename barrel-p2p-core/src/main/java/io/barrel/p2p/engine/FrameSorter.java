package io.barrel.p2p.engine;

import io.barrel.p2p.node.NodeFrames;
import io.barrel.p2p.node.NodeMessage;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.transport.LinkTable;
import io.barrel.p2p.wire.Frame;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.Protocols;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings each frame to whom it is for, and counts it; a link over which nonsense comes is closed. On the loop. */
final class FrameSorter {

    // Under the name of whom it sorts for.
    private static final Logger log = LoggerFactory.getLogger(Overlay.class);

    private final LinkTable links;
    private final Switchboard switchboard;
    private final Relays relays;
    private final NodeStatistics statistics;
    private final BiConsumer<Link, NodeMessage> machine;

    FrameSorter(
            LinkTable links,
            Switchboard switchboard,
            Relays relays,
            NodeStatistics statistics,
            BiConsumer<Link, NodeMessage> machine) {
        this.links = links;
        this.switchboard = switchboard;
        this.relays = relays;
        this.statistics = statistics;
        this.machine = machine;
    }

    void take(Link link, Frame frame) {
        NodeStatistics.Outcomes outcomes = statistics.outcomes(frame.protocol());
        if (!links.accepts(link)) {
            outcomes.ignored().increment();
            return;
        }
        try {
            (handle(link, frame) ? outcomes.ok() : outcomes.ignored()).increment();
        } catch (MalformedInputException e) {
            outcomes.malformed().increment();
            log.atWarn().addKeyValue("peer", link.peer()).log("Closing the link: {}", e.getMessage());
            link.close(CloseReason.PROTOCOL_ERROR);
        }
    }

    /** Whether this version knows what the frame carries. */
    private boolean handle(Link link, Frame frame) {
        if (frame.protocol() == Protocols.MESSAGE) {
            return switchboard.received(link.peer(), frame);
        }
        if (frame.protocol() == Protocols.RELAY) {
            return relays.received(link.peer(), frame);
        }
        Optional<NodeMessage> message = NodeFrames.decode(frame);
        message.ifPresent(of -> {
            statistics.countReceived(of);
            machine.accept(link, of);
        });
        return message.isPresent();
    }
}
