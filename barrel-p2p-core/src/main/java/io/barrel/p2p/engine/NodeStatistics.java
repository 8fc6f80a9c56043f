package io.barrel.p2p.engine;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.NodeJoined;
import io.barrel.p2p.event.NodeLeft;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.membership.MembershipTimer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a node has counted; kept over its restarts. Any thread. */
public final class NodeStatistics {

    final LongAdder peersUp = new LongAdder();
    final LongAdder joined = new LongAdder();
    final LongAdder left = new LongAdder();
    final LongAdder shuffles = new LongAdder();
    final LongAdder pendingTimeouts = new LongAdder();
    final LongAdder eventsDropped = new LongAdder();
    final LongAdder messagesHandled = new LongAdder();
    final LongAdder messagesMalformed = new LongAdder();
    final LongAdder messagesIgnored = new LongAdder();
    final Map<DownReason, LongAdder> peersDown;

    /** All zero. */
    public NodeStatistics() {
        Map<DownReason, LongAdder> counters = new EnumMap<>(DownReason.class);
        for (DownReason reason : DownReason.values()) {
            counters.put(reason, new LongAdder());
        }
        peersDown = Collections.unmodifiableMap(counters);
    }

    /** Events that no listener got because {@link EventDispatcher#CAPACITY} others waited. */
    public LongAdder eventsDropped() {
        return eventsDropped;
    }

    void count(P2pEvent event) {
        if (event instanceof PeerUp) {
            peersUp.increment();
        } else if (event instanceof PeerDown down) {
            down(down.reason()).increment();
        } else if (event instanceof NodeJoined) {
            joined.increment();
        } else if (event instanceof NodeLeft) {
            left.increment();
        }
    }

    void count(MembershipTimer fired) {
        if (fired instanceof MembershipTimer.Shuffle) {
            shuffles.increment();
        } else if (fired instanceof MembershipTimer.Pending) {
            pendingTimeouts.increment();
        }
    }

    LongAdder down(DownReason reason) {
        LongAdder counter = peersDown.get(reason);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + reason);
        }
        return counter;
    }
}
