package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import io.barrel.p2p.replica.ReplicaMessage.Branch;
import io.barrel.p2p.replica.ReplicaMessage.Compare;
import io.barrel.p2p.replica.ReplicaMessage.Difference;
import io.barrel.p2p.replica.ReplicaMessage.Differences;
import io.barrel.p2p.replica.ReplicaMessage.Digest;
import io.barrel.p2p.replica.ReplicaMessage.Entries;
import io.barrel.p2p.replica.ReplicaMessage.Fetch;
import io.barrel.p2p.replica.ReplicaMessage.Held;
import io.barrel.p2p.replica.ReplicaMessage.Leaf;
import io.barrel.p2p.replica.ReplicaMessage.Push;
import io.barrel.p2p.replica.ReplicaMessage.Range;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A comparison that this node leads: what is still to be asked, fetched and pushed, and the one request that has no answer yet. It
 * goes depth first, and fetches and pushes before it goes on, so it remembers at most 16 times what one request opens, 1,024
 * prefixes. It descends only where this node itself holds more than a leaf, whatever the other claims.
 */
final class Comparison {

    /** The most requests. What is left then is left to the next comparison: what came stays. */
    static final int MAX_REQUESTS = 4_096;

    /** The most digests of a request. */
    static final int MAX_DIGESTS = 64;

    /** A request to fetch goes on to the next range while it lists fewer entries. */
    private static final int MAX_LISTED = 512;

    private final DigestTree tree;
    private final NodeId peer;
    private final long session;
    private final Deque<Prefix> toCompare = new ArrayDeque<>();
    private final Deque<Range> toFetch = new ArrayDeque<>();
    private final Deque<Range> toPush = new ArrayDeque<>();
    private ByteString fetchAfter = ByteString.EMPTY;
    private ByteString pushAfter = ByteString.EMPTY;
    private @Nullable ReplicaMessage asked;
    private int requests;

    Comparison(DigestTree tree, NodeId peer, long session) {
        this.tree = tree;
        this.peer = peer;
        this.session = session;
        toCompare.push(Prefix.ROOT);
    }

    NodeId peer() {
        return peer;
    }

    /** Whether a message of a peer answers the request that has no answer yet. */
    boolean isAnswer(NodeId from, ReplicaMessage message) {
        return from.equals(peer)
                && message.session() == session
                && ((asked instanceof Compare && message instanceof Differences)
                        || (asked instanceof Fetch && message instanceof Entries)
                        || (asked instanceof Push && message instanceof ReplicaMessage.Pushed));
    }

    /** Whether it ended before everything was compared. */
    boolean isExhausted() {
        return requests > MAX_REQUESTS;
    }

    /** The next request; null if there is none. */
    @Nullable
    ReplicaMessage next() {
        asked = ++requests > MAX_REQUESTS ? null : nextPush();
        if (asked == null && !isExhausted()) {
            asked = toFetch.isEmpty() ? nextCompare() : nextFetch();
        }
        return asked;
    }

    private @Nullable Push nextPush() {
        while (!toPush.isEmpty()) {
            List<Range> ranges = first(toPush, Chunk.MAX_RANGES, Integer.MAX_VALUE);
            Chunk chunk = Chunk.collect(tree, ranges, pushAfter);
            drop(toPush, chunk.finished());
            pushAfter = chunk.after();
            if (!chunk.entries().isEmpty()) {
                return new Push(session, chunk.entries());
            }
        }
        return null;
    }

    private Fetch nextFetch() {
        return new Fetch(session, first(toFetch, Chunk.MAX_RANGES, MAX_LISTED), fetchAfter);
    }

    private @Nullable Compare nextCompare() {
        List<Digest> digests = new ArrayList<>();
        while (digests.size() < MAX_DIGESTS && !toCompare.isEmpty()) {
            Prefix prefix = toCompare.pop();
            digests.add(new Digest(prefix, tree.digest(prefix)));
        }
        return digests.isEmpty() ? null : new Compare(session, digests);
    }

    private static List<Range> first(Deque<Range> ranges, int most, int mostListed) {
        List<Range> first = new ArrayList<>();
        int listed = 0;
        for (Range range : ranges) {
            if (first.size() == most || listed >= mostListed) {
                break;
            }
            first.add(range);
            listed += range.have().size();
        }
        return first;
    }

    private static void drop(Deque<Range> ranges, int count) {
        for (int i = 0; i < count; i++) {
            ranges.remove();
        }
    }

    /**
     * Takes an answer to a comparison.
     *
     * @return how many parts of it make no sense; negative if nothing does, and the comparison must end
     */
    int take(Differences answer) {
        List<Digest> digests = ((Compare) unanswered()).digests();
        if (answer.compared() < 1 || answer.compared() > digests.size()) {
            return -1;
        }
        for (int i = digests.size() - 1; i >= answer.compared(); i--) {
            toCompare.push(digests.get(i).prefix());
        }
        Set<Prefix> open = new HashSet<>();
        digests.subList(0, answer.compared()).forEach(digest -> open.add(digest.prefix()));
        int nonsense = 0;
        for (Difference difference : answer.differences()) {
            if (!open.remove(difference.prefix())) {
                nonsense++;
            } else if (difference instanceof Branch branch) {
                nonsense += descend(branch);
            } else if (difference instanceof Leaf leaf) {
                nonsense += settle(leaf);
            }
        }
        return nonsense;
    }

    private int descend(Branch branch) {
        if (branch.prefix().depth() == Prefix.MAX_DEPTH || branch.children().size() != Prefix.FANOUT) {
            return 1;
        }
        for (int i = 0; i < Prefix.FANOUT; i++) {
            Prefix child = branch.prefix().child(i);
            if (tree.digest(child) != branch.children().get(i)) {
                if (tree.size(child) > DigestTree.MAX_LEAF) {
                    toCompare.push(child);
                } else {
                    toFetch.add(new Range(child, Differing.list(tree, child)));
                }
            }
        }
        return 0;
    }

    /** The other holds little below a prefix and has listed it: all that differs is known. */
    private int settle(Leaf leaf) {
        int nonsense = 0;
        for (Held held : leaf.held()) {
            if (!leaf.prefix().contains(held.keyHash())) {
                nonsense++;
            } else if (Differing.isWanted(tree, held)) {
                // Ours is not listed: if it must travel, it is pushed below, and must not be wanted as well.
                toFetch.add(new Range(Prefix.ofHash(held.keyHash()), List.of()));
            }
        }
        boolean nothingToPush =
                tree.walk(leaf.prefix(), ByteString.EMPTY, entry -> !Differing.isLacking(tree, entry, leaf.held()));
        if (!nothingToPush) {
            toPush.add(new Range(leaf.prefix(), leaf.held()));
        }
        return nonsense;
    }

    /**
     * Takes an answer to a request to fetch; its entries are the caller's to merge.
     *
     * @return as of {@link #take(Differences)}
     */
    int take(Entries answer) {
        List<Range> ranges = ((Fetch) unanswered()).ranges();
        boolean progress = answer.finished() > 0 || isBehind(answer.after(), fetchAfter);
        if (answer.finished() < 0 || answer.finished() > ranges.size() || !progress) {
            return -1;
        }
        int nonsense = 0;
        for (long keyHash : new LinkedHashSet<>(answer.wanted())) {
            if (isListed(keyHash, ranges)) {
                toPush.add(new Range(Prefix.ofHash(keyHash), List.of()));
            } else {
                nonsense++;
            }
        }
        drop(toFetch, answer.finished());
        fetchAfter = answer.finished() == ranges.size() ? ByteString.EMPTY : answer.after();
        return nonsense;
    }

    private static boolean isBehind(ByteString key, ByteString other) {
        if (key.isEmpty() || other.isEmpty()) {
            return !key.isEmpty();
        }
        int byHash = Long.compareUnsigned(Hashes.ofKey(key), Hashes.ofKey(other));
        return byHash > 0
                || (byHash == 0
                        && ByteString.unsignedLexicographicalComparator().compare(key, other) > 0);
    }

    private static boolean isListed(long keyHash, List<Range> ranges) {
        for (Range range : ranges) {
            if (range.prefix().contains(keyHash)) {
                return range.have().stream().anyMatch(held -> held.keyHash() == keyHash);
            }
        }
        return false;
    }

    /** Whether an entry is one that was asked for. */
    boolean isAskedFor(ReplicaEntry entry) {
        return ((Fetch) unanswered())
                .ranges().stream().anyMatch(range -> range.prefix().contains(entry.keyHash()));
    }

    private ReplicaMessage unanswered() {
        if (asked == null) {
            throw new IllegalStateException("nothing was asked");
        }
        return asked;
    }
}
