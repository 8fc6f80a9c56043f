package io.barrel.p2p.roster;

import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The roster as other threads read it: written by the loop, one member at a time, so a change costs no more in a large cluster
 * than in a small one. A reader sees each member as it is or was a moment ago.
 */
final class RosterView implements Roster {

    /** Suspicions remembered. */
    static final int HISTORY = 256;

    /** What is shown of each; all but the status is read when somebody looks. */
    private final Map<NodeId, ReplicaEntry> members = new ConcurrentHashMap<>();

    private final Map<MemberStatus, AtomicInteger> counts = new EnumMap<>(MemberStatus.class);
    private final Deque<Suspicion> history = new ArrayDeque<>();

    RosterView() {
        for (MemberStatus status : MemberStatus.values()) {
            counts.put(status, new AtomicInteger());
        }
    }

    private AtomicInteger counter(MemberStatus status) {
        AtomicInteger counter = counts.get(status);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + status);
        }
        return counter;
    }

    @Nullable
    ReplicaEntry get(NodeId node) {
        return members.get(node);
    }

    /** Shows a member anew; null to show it no longer. */
    void show(NodeId node, @Nullable ReplicaEntry shown) {
        ReplicaEntry before = shown == null ? members.remove(node) : members.put(node, shown);
        if (before != null) {
            counter(RosterCodec.status(before)).decrementAndGet();
        }
        if (shown != null) {
            counter(RosterCodec.status(shown)).incrementAndGet();
        }
    }

    @Override
    public List<Member> members() {
        List<Member> all = new ArrayList<>(members.size());
        members.values().forEach(entry -> all.add(member(entry)));
        all.sort((one, other) -> one.node().compareTo(other.node()));
        return List.copyOf(all);
    }

    @Override
    public Optional<Member> member(NodeId node) {
        return Optional.ofNullable(members.get(node)).map(RosterView::member);
    }

    private static Member member(ReplicaEntry entry) {
        return RosterCodec.decode(entry).member();
    }

    @Override
    public int count(MemberStatus status) {
        return counter(status).get();
    }

    @Override
    public List<Suspicion> suspicions() {
        synchronized (history) {
            List<Suspicion> newestFirst = new ArrayList<>(history.size());
            history.descendingIterator().forEachRemaining(newestFirst::add);
            return newestFirst;
        }
    }

    void suspected(Suspicion suspicion) {
        synchronized (history) {
            if (history.size() == HISTORY) {
                history.removeFirst();
            }
            history.addLast(suspicion);
        }
    }

    /** A suspicion ended; if it is remembered still, with its outcome from now on. */
    void ended(Suspicion open, Suspicion ended) {
        synchronized (history) {
            List<Suspicion> all = new ArrayList<>(history);
            int index = all.lastIndexOf(open);
            if (index >= 0) {
                all.set(index, ended);
                history.clear();
                history.addAll(all);
            }
        }
    }
}
