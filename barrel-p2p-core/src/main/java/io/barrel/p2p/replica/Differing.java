package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import io.barrel.p2p.replica.ReplicaMessage.Held;
import java.util.ArrayList;
import java.util.List;

/**
 * Which entries must travel between two nodes, told from what one lists and the other holds. Of two versions the greater travels; of
 * two entries of the same version both do, for only who has both can tell which wins. Hashes of keys may collide: then everything
 * that is not the same travels. Stateless.
 */
final class Differing {

    private Differing() {}

    /** Whether an own entry must go to the node that listed what it holds. */
    static boolean isLacking(DigestTree tree, ReplicaEntry own, List<Held> theirs) {
        int sameKey = 0;
        boolean superseded = false;
        for (Held held : theirs) {
            if (held.keyHash() == own.keyHash()) {
                if (held.entryHash() == own.hash()) {
                    return false;
                }
                sameKey++;
                superseded |= compare(held.version(), own.version()) > 0;
            }
        }
        return !superseded || sameKey > 1 || tree.size(Prefix.ofHash(own.keyHash())) > 1;
    }

    /** Whether an entry that another node listed is wanted here. */
    static boolean isWanted(DigestTree tree, Held theirs) {
        List<ReplicaEntry> own = ofHash(tree, theirs.keyHash());
        for (ReplicaEntry entry : own) {
            if (entry.hash() == theirs.entryHash()) {
                return false;
            }
        }
        return own.size() != 1 || compare(own.get(0).version(), theirs.version()) <= 0;
    }

    /** What is held here below a prefix that has no more than a leaf's entries. */
    static List<Held> list(DigestTree tree, Prefix prefix) {
        List<Held> held = new ArrayList<>();
        tree.walk(prefix, ByteString.EMPTY, entry -> {
            held.add(Held.of(entry));
            return held.size() < DigestTree.MAX_LEAF;
        });
        return held;
    }

    private static List<ReplicaEntry> ofHash(DigestTree tree, long keyHash) {
        List<ReplicaEntry> entries = new ArrayList<>(1);
        tree.walk(Prefix.ofHash(keyHash), ByteString.EMPTY, entries::add);
        return entries;
    }

    private static int compare(ByteString a, ByteString b) {
        return ByteString.unsignedLexicographicalComparator().compare(a, b);
    }
}
