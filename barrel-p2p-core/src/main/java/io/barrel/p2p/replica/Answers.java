package io.barrel.p2p.replica;

import io.barrel.p2p.replica.ReplicaMessage.Branch;
import io.barrel.p2p.replica.ReplicaMessage.Compare;
import io.barrel.p2p.replica.ReplicaMessage.Difference;
import io.barrel.p2p.replica.ReplicaMessage.Differences;
import io.barrel.p2p.replica.ReplicaMessage.Digest;
import io.barrel.p2p.replica.ReplicaMessage.Entries;
import io.barrel.p2p.replica.ReplicaMessage.Fetch;
import io.barrel.p2p.replica.ReplicaMessage.Held;
import io.barrel.p2p.replica.ReplicaMessage.Leaf;
import java.util.ArrayList;
import java.util.List;

/** What a node answers when another compares itself with it. Remembers nothing of who asked; every answer is bounded. */
final class Answers {

    /** An answer to a comparison goes on to the next digest while it has less, in bytes. */
    private static final int MAX_BYTES = 256 << 10;

    /** What a listed entry takes beside its version, in bytes. */
    private static final int HELD_BYTES = 24;

    private final DigestTree tree;

    Answers(DigestTree tree) {
        this.tree = tree;
    }

    Differences to(Compare compare) {
        List<Difference> differences = new ArrayList<>();
        int compared = 0;
        int bytes = 0;
        for (Digest digest : compare.digests()) {
            if (bytes >= MAX_BYTES) {
                break;
            }
            compared++;
            if (tree.digest(digest.prefix()) != digest.digest()) {
                Difference difference = below(digest.prefix());
                differences.add(difference);
                bytes += bytes(difference);
            }
        }
        return new Differences(compare.session(), compared, differences);
    }

    private Difference below(Prefix prefix) {
        if (tree.size(prefix) <= DigestTree.MAX_LEAF) {
            return new Leaf(prefix, Differing.list(tree, prefix));
        }
        List<Long> children = new ArrayList<>(Prefix.FANOUT);
        for (int i = 0; i < Prefix.FANOUT; i++) {
            children.add(tree.digest(prefix.child(i)));
        }
        return new Branch(prefix, children);
    }

    private static int bytes(Difference difference) {
        if (difference instanceof Leaf leaf) {
            return leaf.held().stream()
                    .mapToInt(held -> HELD_BYTES + held.version().size())
                    .sum();
        }
        return Prefix.FANOUT * Long.BYTES;
    }

    Entries to(Fetch fetch) {
        Chunk chunk = Chunk.collect(tree, fetch.ranges(), fetch.after());
        List<Long> wanted = new ArrayList<>();
        fetch.ranges().subList(0, chunk.finished()).forEach(range -> {
            for (Held held : range.have()) {
                if (Differing.isWanted(tree, held)) {
                    wanted.add(held.keyHash());
                }
            }
        });
        return new Entries(fetch.session(), chunk.entries(), wanted, chunk.finished(), chunk.after());
    }
}
