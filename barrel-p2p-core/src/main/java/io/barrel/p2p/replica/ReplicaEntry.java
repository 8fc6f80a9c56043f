package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What a replica holds under a key: a value or a tombstone, and the version that decides which of two entries stays.
 *
 * @param key what it is about, 1 to 512 bytes
 * @param version compared as unsigned bytes, the greater wins; 1 to 128 bytes
 * @param value the value, at most 64 KiB; null for a tombstone
 */
public record ReplicaEntry(
        ByteString key, ByteString version, @Nullable ByteString value) implements Comparable<ReplicaEntry> {

    /** Whether the key was removed. */
    public boolean isTombstone() {
        return value == null;
    }

    /** Bytes of key, version and value. */
    public int bytes() {
        return key.size() + version.size() + (value == null ? 0 : value.size());
    }

    /** Which of two entries of one key wins: by version, then a value over a tombstone, then the greater value. Total. */
    @Override
    public int compareTo(ReplicaEntry other) {
        int byVersion = ByteString.unsignedLexicographicalComparator().compare(version, other.version);
        if (byVersion != 0) {
            return byVersion;
        }
        if (value == null || other.value == null) {
            return Boolean.compare(value != null, other.value != null);
        }
        return ByteString.unsignedLexicographicalComparator().compare(value, other.value);
    }
}
