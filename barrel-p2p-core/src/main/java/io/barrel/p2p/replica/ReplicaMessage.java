package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * What two replicas say to each other to find out where they differ, and to mend it (docs/protocol.md). One of them asks, with one
 * request unanswered at a time; the other answers each request for itself and remembers nothing. Lists are not modified.
 */
public sealed interface ReplicaMessage {

    /** The number of the comparison, chosen at random by who asks; an answer repeats it. */
    long session();

    /**
     * Asks where the receiver differs below these prefixes.
     *
     * @param digests 1 to 64
     */
    record Compare(long session, List<Digest> digests) implements ReplicaMessage {}

    /**
     * Answers {@link Compare}.
     *
     * @param compared how many of the digests, from the first, this answers; at least 1
     * @param differences what the sender holds below those that differ, in their order; those equal are left out
     */
    record Differences(long session, int compared, List<Difference> differences) implements ReplicaMessage {}

    /**
     * Asks for the entries in ranges that the sender lacks, or holds in another or older version.
     *
     * @param ranges 1 to 64
     * @param after go on behind this key in the first range; empty to begin
     */
    record Fetch(long session, List<Range> ranges, ByteString after) implements ReplicaMessage {}

    /**
     * Answers {@link Fetch}.
     *
     * @param entries at most 512 and about 256 KiB
     * @param wanted hashes of keys, listed in ranges finished, that the answering node lacks or holds in another or older version
     * @param finished how many ranges, from the first, are answered completely
     * @param after the last key considered in the range after those; empty if none was
     */
    record Entries(long session, List<ReplicaEntry> entries, List<Long> wanted, int finished, ByteString after)
            implements ReplicaMessage {}

    /**
     * Entries that the receiver lacks.
     *
     * @param entries 1 to 512, and about 256 KiB
     */
    record Push(long session, List<ReplicaEntry> entries) implements ReplicaMessage {}

    /** Answers {@link Push}: the next may come. */
    record Pushed(long session) implements ReplicaMessage {}

    /**
     * A digest of all entries below a prefix.
     *
     * @param digest the sum of their hashes, modulo 2^64; 0 if there is none
     */
    record Digest(Prefix prefix, long digest) {}

    /** What a node holds below a prefix, told because the digests differ. */
    sealed interface Difference {

        /** The prefix asked about. */
        Prefix prefix();
    }

    /**
     * More than 32 entries.
     *
     * @param prefix at most 15 deep
     * @param children the digests of its 16 children
     */
    record Branch(Prefix prefix, List<Long> children) implements Difference {}

    /**
     * At most 32 entries.
     *
     * @param held all of them
     */
    record Leaf(Prefix prefix, List<Held> held) implements Difference {}

    /**
     * A prefix, and what who asks holds below it.
     *
     * @param have at most 32
     */
    record Range(Prefix prefix, List<Held> have) {}

    /**
     * An entry that a node holds.
     *
     * @param keyHash the hash of its key
     * @param entryHash the hash of all of it
     * @param version its version, 1 to 264 bytes
     */
    record Held(long keyHash, long entryHash, ByteString version) {

        static Held of(ReplicaEntry entry) {
            return new Held(entry.keyHash(), entry.hash(), entry.version());
        }
    }
}
