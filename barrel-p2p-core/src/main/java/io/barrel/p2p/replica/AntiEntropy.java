package io.barrel.p2p.replica;

import io.barrel.p2p.replica.ReplicaMessage.Compare;
import io.barrel.p2p.replica.ReplicaMessage.Differences;
import io.barrel.p2p.replica.ReplicaMessage.Entries;
import io.barrel.p2p.replica.ReplicaMessage.Fetch;
import io.barrel.p2p.replica.ReplicaMessage.Push;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * With whom this node compares itself, and when: one comparison of its own at a time, with a new neighbour before a random one.
 * Answers whoever asks.
 */
final class AntiEntropy {

    /** A peer that does not answer a request for so long ends the comparison. */
    static final long ANSWER_MILLIS = 30_000;

    /** A comparison that takes longer ends with the next answer: others wait for their turn. */
    static final long SESSION_MILLIS = 300_000;

    /** How soon news is passed on, or up to twice that: what follows it shares the comparison. */
    static final long SPREAD_MILLIS = 500;

    /** New neighbours that wait for the end of a comparison. Others are left to chance. */
    private static final int MAX_WAITING = 64;

    private final long periodMillis;
    private final Store store;
    private final Answers answers;
    private final RandomGenerator random;
    private final Consumer<ReplicaOutput> outputs;
    private final List<NodeId> neighbours = new ArrayList<>();
    private final Set<NodeId> waiting = new LinkedHashSet<>();
    private @Nullable Comparison current;
    /** Whom news came from that was not passed on yet. */
    private final Set<NodeId> tellers = new LinkedHashSet<>();

    private long startedAt;
    private long heardAt;
    private long started;
    private long completed;
    private long timedOut;
    private long sent;
    private long received;
    private long unexpected;

    AntiEntropy(ReplicaConfig config, Store store, RandomGenerator random, Consumer<ReplicaOutput> outputs) {
        this.periodMillis = config.antiEntropyPeriod().toMillis();
        this.store = store;
        this.answers = new Answers(store.tree());
        this.random = random;
        this.outputs = outputs;
    }

    void neighborUp(NodeId peer, long now) {
        if (!neighbours.contains(peer)) {
            neighbours.add(peer);
            if (neighbours.size() == 1) {
                schedulePeriod();
            }
        }
        if (current == null) {
            start(peer, now);
        } else if (!current.peer().equals(peer) && waiting.size() < MAX_WAITING) {
            waiting.add(peer);
        }
    }

    void neighborDown(NodeId peer, long now) {
        waiting.remove(peer);
        if (neighbours.remove(peer) && neighbours.isEmpty()) {
            outputs.accept(new ReplicaOutput.Cancel(new ReplicaTimer.AntiEntropy()));
        }
        if (current != null && current.peer().equals(peer)) {
            end(now);
        }
    }

    void periodElapsed(long now) {
        if (neighbours.isEmpty()) {
            return;
        }
        schedulePeriod();
        if (current == null) {
            start(neighbours.get(random.nextInt(neighbours.size())), now);
        }
    }

    private void schedulePeriod() {
        long delay = periodMillis * 3 / 4 + random.nextLong(periodMillis / 2 + 1);
        outputs.accept(new ReplicaOutput.Schedule(new ReplicaTimer.AntiEntropy(), delay));
    }

    private void start(NodeId peer, long now) {
        current = new Comparison(store.tree(), peer, random.nextLong());
        startedAt = now;
        heardAt = now;
        started++;
        scheduleTimeout(ANSWER_MILLIS);
        proceed(current, now);
    }

    private void scheduleTimeout(long delayMillis) {
        outputs.accept(new ReplicaOutput.Schedule(new ReplicaTimer.SessionTimeout(), delayMillis));
    }

    private void proceed(Comparison comparison, long now) {
        if (now - startedAt >= SESSION_MILLIS) {
            timedOut++;
            end(now);
            return;
        }
        ReplicaMessage next = comparison.next();
        if (next == null) {
            completed += comparison.isExhausted() ? 0 : 1;
            end(now);
        } else {
            send(comparison.peer(), next);
        }
    }

    /** Ends the comparison and begins the next that waits. */
    private void end(long now) {
        current = null;
        outputs.accept(new ReplicaOutput.Cancel(new ReplicaTimer.SessionTimeout()));
        startWaiting(now);
    }

    private void startWaiting(long now) {
        if (!waiting.isEmpty()) {
            NodeId next = waiting.iterator().next();
            waiting.remove(next);
            start(next, now);
        }
    }

    /** The timer is not set anew with every answer: it looks how long ago the last one was. */
    void timeoutElapsed(long now) {
        if (current == null) {
            return;
        }
        long silent = now - heardAt;
        if (silent < ANSWER_MILLIS) {
            scheduleTimeout(ANSWER_MILLIS - silent);
        } else {
            timedOut++;
            end(now);
        }
    }

    void receive(NodeId from, ReplicaMessage message, long now) {
        if (message instanceof Compare compare) {
            send(from, answers.to(compare));
        } else if (message instanceof Fetch fetch) {
            send(from, answers.to(fetch));
        } else if (message instanceof Push push) {
            merge(from, push.entries());
            send(from, new ReplicaMessage.Pushed(push.session()));
        } else if (current != null && current.isAnswer(from, message)) {
            take(current, message, now);
        } else {
            unexpected++;
        }
    }

    private void take(Comparison comparison, ReplicaMessage answer, long now) {
        heardAt = now;
        int nonsense = 0;
        if (answer instanceof Differences differences) {
            nonsense = comparison.take(differences);
        } else if (answer instanceof Entries entries) {
            List<ReplicaEntry> asked =
                    entries.entries().stream().filter(comparison::isAskedFor).toList();
            unexpected += entries.entries().size() - asked.size();
            merge(comparison.peer(), asked);
            nonsense = comparison.take(entries);
        }
        unexpected += Math.abs(nonsense);
        if (current != comparison) {
            return; // A change that was told ended it.
        }
        if (nonsense < 0) {
            end(now);
        } else {
            proceed(comparison, now);
        }
    }

    private void merge(NodeId from, List<ReplicaEntry> entries) {
        received += entries.size();
        if (!store.merge(from, entries)) {
            return;
        }
        // Neighbours have no other way to hear of it than to compare, and their turn may be far off.
        tellers.add(from);
        if (tellers.size() == 1) {
            outputs.accept(new ReplicaOutput.Schedule(
                    new ReplicaTimer.Spread(), SPREAD_MILLIS + random.nextLong(SPREAD_MILLIS)));
        }
    }

    /** What came is passed on: compares with every neighbour, one after the other, but the only one that told the news. */
    void spread(long now) {
        waiting.addAll(neighbours);
        if (tellers.size() == 1) {
            waiting.removeAll(tellers);
        }
        tellers.clear();
        if (current == null) {
            startWaiting(now);
        }
    }

    private void send(NodeId to, ReplicaMessage message) {
        if (message instanceof Push push) {
            sent += push.entries().size();
        } else if (message instanceof Entries entries) {
            sent += entries.entries().size();
        }
        outputs.accept(new ReplicaOutput.SendTo(to, message));
    }

    long started() {
        return started;
    }

    long completed() {
        return completed;
    }

    long timedOut() {
        return timedOut;
    }

    long sent() {
        return sent;
    }

    long received() {
        return received;
    }

    long unexpected() {
        return unexpected;
    }
}
