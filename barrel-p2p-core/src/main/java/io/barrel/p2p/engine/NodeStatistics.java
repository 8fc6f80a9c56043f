package io.barrel.p2p.engine;

import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.NodeJoined;
import io.barrel.p2p.event.NodeLeft;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.gossip.GossipMessage;
import io.barrel.p2p.membership.MembershipTimer;
import io.barrel.p2p.node.NodeMessage;
import io.barrel.p2p.node.NodeTimer;
import io.barrel.p2p.replica.ReplicaPolicy;
import io.barrel.p2p.wire.Protocols;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** What a node has counted; kept over its restarts. Any thread. */
public final class NodeStatistics {

    final LongAdder peersUp = new LongAdder();
    final LongAdder joined = new LongAdder();
    final LongAdder left = new LongAdder();
    final LongAdder shuffles = new LongAdder();
    final LongAdder pendingTimeouts = new LongAdder();
    final LongAdder eventsDropped = new LongAdder();
    final LongAdder gossipSent = new LongAdder();
    final LongAdder gossipReceived = new LongAdder();
    final LongAdder gossipDropped = new LongAdder();
    final LongAdder ihaveSent = new LongAdder();
    final LongAdder graftSent = new LongAdder();
    final LongAdder pruneSent = new LongAdder();
    final LongAdder channelsReaped = new LongAdder();
    final LongAdder routeRequestsDropped = new LongAdder();
    final LongAdder castsDropped = new LongAdder();
    final LongAdder packetsRelayed = new LongAdder();
    final LongAdder packetsDropped = new LongAdder();
    final RequestStatistics requests = new RequestStatistics();
    final Map<DownReason, LongAdder> peersDown;
    final Map<SuspicionReason, LongAdder> suspicions;
    final Map<ReplicaPolicy.Refusal, LongAdder> refused;
    final Map<MessageType, Outcomes> outcomes;

    /** What frames carry. */
    enum MessageType {
        MEMBERSHIP,
        GOSSIP,
        REPLICA,
        MESSAGE,
        RELAY,
        UNKNOWN;

        static MessageType of(int protocol) {
            return switch (protocol) {
                case Protocols.MEMBERSHIP -> MEMBERSHIP;
                case Protocols.GOSSIP -> GOSSIP;
                case Protocols.REPLICA -> REPLICA;
                case Protocols.MESSAGE -> MESSAGE;
                case Protocols.RELAY -> RELAY;
                default -> UNKNOWN;
            };
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Frames handled; refused together with their link; of no use. */
    record Outcomes(LongAdder ok, LongAdder malformed, LongAdder ignored) {}

    /** All zero. */
    public NodeStatistics() {
        peersDown = each(DownReason.class, LongAdder::new);
        suspicions = each(SuspicionReason.class, LongAdder::new);
        refused = each(ReplicaPolicy.Refusal.class, LongAdder::new);
        outcomes = each(MessageType.class, () -> new Outcomes(new LongAdder(), new LongAdder(), new LongAdder()));
    }

    private static <K extends Enum<K>, V> Map<K, V> each(Class<K> type, Supplier<V> counter) {
        Map<K, V> counters = new EnumMap<>(type);
        for (K constant : type.getEnumConstants()) {
            counters.put(constant, counter.get());
        }
        return Collections.unmodifiableMap(counters);
    }

    /** Broadcasts that subscribers were too slow for. */
    public LongAdder gossipDropped() {
        return gossipDropped;
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
        } else if (event instanceof MemberSuspected suspected) {
            of(suspicions, suspected.reason()).increment();
        }
    }

    void count(NodeTimer fired) {
        if (fired instanceof NodeTimer.OfMembership of) {
            count(of.timer());
        }
    }

    private void count(MembershipTimer fired) {
        if (fired instanceof MembershipTimer.Shuffle) {
            shuffles.increment();
        } else if (fired instanceof MembershipTimer.Pending) {
            pendingTimeouts.increment();
        }
    }

    /** What came of the frames of a protocol; those of protocols this version does not know are counted together. */
    Outcomes outcomes(int protocol) {
        return of(outcomes, MessageType.of(protocol));
    }

    void countReceived(NodeMessage message) {
        if (message instanceof NodeMessage.OfGossip gossip && gossip.frame().message() instanceof GossipMessage.Push) {
            gossipReceived.increment();
        }
    }

    void countSent(NodeMessage message) {
        if (message instanceof NodeMessage.OfGossip gossip) {
            countSent(gossip.frame().message());
        }
    }

    private void countSent(GossipMessage message) {
        if (message instanceof GossipMessage.Push) {
            gossipSent.increment();
        } else if (message instanceof GossipMessage.IHave) {
            ihaveSent.increment();
        } else if (message instanceof GossipMessage.Graft) {
            graftSent.increment();
        } else {
            pruneSent.increment();
        }
    }

    LongAdder down(DownReason reason) {
        return of(peersDown, reason);
    }

    LongAdder refused(ReplicaPolicy.Refusal refusal) {
        return of(refused, refusal);
    }

    private static <K, V> V of(Map<K, V> counters, K key) {
        V counter = counters.get(key);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + key);
        }
        return counter;
    }
}
