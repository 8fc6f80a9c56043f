package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import io.barrel.p2p.replica.ReplicaMessage.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * As many of the entries that another node lacks as one message takes. Where to go on is told by a key, not kept: entries may come
 * and go between two chunks.
 *
 * @param entries what it lacks
 * @param finished how many of the ranges, from the first, have no more
 * @param after the last key considered in the range after those; empty if none was
 */
record Chunk(List<ReplicaEntry> entries, int finished, ByteString after) {

    /** The most entries of a chunk. */
    static final int MAX_ENTRIES = 512;

    /** The most bytes of a chunk that has more than one entry: keys, versions and values. */
    static final int MAX_BYTES = 256 << 10;

    /** The most ranges a chunk is collected from. */
    static final int MAX_RANGES = 64;

    /**
     * The next chunk. Looks at no more than 512 entries that travel and 32 per range that do not.
     *
     * @param ranges at most {@link #MAX_RANGES}; {@code have} is what the other node holds
     * @param after where to go on in the first range; empty to begin
     */
    static Chunk collect(DigestTree tree, List<Range> ranges, ByteString after) {
        Collector collector = new Collector(tree, after);
        for (int i = 0; i < ranges.size(); i++) {
            if (!collector.collect(ranges.get(i))) {
                return new Chunk(collector.entries, i, collector.cursor);
            }
        }
        return new Chunk(collector.entries, ranges.size(), ByteString.EMPTY);
    }

    private static final class Collector {
        final DigestTree tree;
        final List<ReplicaEntry> entries = new ArrayList<>();
        ByteString cursor;
        int bytes;

        Collector(DigestTree tree, ByteString after) {
            this.tree = tree;
            this.cursor = after;
        }

        /** Whether the whole range found room. */
        boolean collect(Range range) {
            boolean finished = tree.walk(range.prefix(), cursor, entry -> offer(entry, range));
            if (finished) {
                cursor = ByteString.EMPTY;
            }
            return finished;
        }

        private boolean offer(ReplicaEntry entry, Range range) {
            if (Differing.isLacking(tree, entry, range.have())) {
                boolean room = entries.size() < MAX_ENTRIES && bytes + entry.bytes() <= MAX_BYTES;
                if (!room && !entries.isEmpty()) {
                    return false;
                }
                entries.add(entry);
                bytes += entry.bytes();
            }
            cursor = entry.key();
            return true;
        }
    }
}
