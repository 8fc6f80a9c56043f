package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What a replica holds under a key: a value or a tombstone, and the version that decides which of two entries stays. Immutable;
 * many replicas of one process may hold the same entry. Not a record because it keeps its hashes, which every replica needs.
 */
public final class ReplicaEntry implements Comparable<ReplicaEntry> {

    /** The longest key, in bytes. */
    public static final int MAX_KEY = 512;

    /** The longest version, in bytes: a stamp, the longest node name, and a byte to spare. */
    public static final int MAX_VERSION = 264;

    /** The longest value, in bytes. */
    public static final int MAX_VALUE = 64 << 10;

    private static final Comparator<ByteString> BYTES = ByteString.unsignedLexicographicalComparator();

    private final ByteString key;
    private final ByteString version;
    private final @Nullable ByteString value;
    private final long keyHash;
    private final long hash;

    /**
     * An entry. Bounds are checked where entries come in, not here.
     *
     * @param key what it is about, 1 to {@link #MAX_KEY} bytes
     * @param version compared as unsigned bytes, the greater wins; 1 to {@link #MAX_VERSION} bytes
     * @param value the value, at most {@link #MAX_VALUE} bytes; null for a tombstone
     */
    public ReplicaEntry(ByteString key, ByteString version, @Nullable ByteString value) {
        this.key = key;
        this.version = version;
        this.value = value;
        this.keyHash = Hashes.ofKey(key);
        this.hash = Hashes.ofEntry(key, version, value);
    }

    /** What it is about. */
    public ByteString key() {
        return key;
    }

    /** Compared as unsigned bytes, the greater wins. */
    public ByteString version() {
        return version;
    }

    /** The value; null for a tombstone. */
    public @Nullable ByteString value() {
        return value;
    }

    /** Whether the key was removed. */
    public boolean isTombstone() {
        return value == null;
    }

    /** Bytes of key, version and value. */
    public int bytes() {
        return key.size() + version.size() + (value == null ? 0 : value.size());
    }

    /** Whether key, version and value keep their bounds. */
    public boolean isWithinBounds() {
        return !key.isEmpty()
                && key.size() <= MAX_KEY
                && !version.isEmpty()
                && version.size() <= MAX_VERSION
                && (value == null || value.size() <= MAX_VALUE);
    }

    /** Where the key is in the digest tree. */
    long keyHash() {
        return keyHash;
    }

    /** The hash of all of the entry. */
    long hash() {
        return hash;
    }

    /** The order of entries in a replica: by the key's hash, unsigned, then by the key. */
    int comparePlace(long otherHash, ByteString otherKey) {
        int byHash = Long.compareUnsigned(keyHash, otherHash);
        return byHash != 0 ? byHash : BYTES.compare(key, otherKey);
    }

    /** Which of two entries of one key wins: by version, then a value over a tombstone, then the greater value. Total. */
    @Override
    public int compareTo(ReplicaEntry other) {
        int byVersion = BYTES.compare(version, other.version);
        if (byVersion != 0) {
            return byVersion;
        }
        if (value == null || other.value == null) {
            return Boolean.compare(value != null, other.value != null);
        }
        return BYTES.compare(value, other.value);
    }

    /** Whether key, version and value are the same. */
    @Override
    public boolean equals(@Nullable Object object) {
        return this == object
                || (object instanceof ReplicaEntry other
                        && hash == other.hash
                        && key.equals(other.key)
                        && compareTo(other) == 0);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash);
    }

    @Override
    public String toString() {
        return "ReplicaEntry[key=" + key + ", version=" + version + ", value=" + value + "]";
    }
}
