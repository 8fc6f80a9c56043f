package io.barrel.p2p.replica;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The hashes that two replicas compare: XXH3, 64 bits, seed 0. Fast and even, not cryptographic: a peer that forges collisions is
 * an authenticated one, and could as well write what it likes. Stateless; any thread.
 */
final class Hashes {

    private static final Hasher64 XXH3 = Hashing.xxh3_64();

    private Hashes() {}

    /** Where a key is in the digest tree. */
    static long ofKey(ByteString key) {
        return XXH3.hashBytesToLong(key.toByteArray());
    }

    /** What an entry adds to the digests above it: {@code keyLength:4 ‖ key ‖ versionLength:4 ‖ version ‖ 0}, or 1 and the value. */
    static long ofEntry(ByteString key, ByteString version, @Nullable ByteString value) {
        ByteBuffer bytes = ByteBuffer.allocate(9 + key.size() + version.size() + (value == null ? 0 : value.size()));
        key.copyTo(bytes.putInt(key.size()));
        version.copyTo(bytes.putInt(version.size()));
        if (value == null) {
            bytes.put((byte) 0);
        } else {
            value.copyTo(bytes.put((byte) 1));
        }
        return XXH3.hashBytesToLong(bytes.array());
    }
}
