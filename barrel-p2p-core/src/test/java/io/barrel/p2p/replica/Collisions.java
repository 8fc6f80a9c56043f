package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys of one hash, as somebody who knows XXH3 makes them: the first eight bytes cancel its secret, so that the product they are a factor
 * of is 0 whatever follows.
 */
final class Collisions {

    private static final long FIRST_OF_SECRET = 0xb8fe6c3923a44bbeL;

    private Collisions() {}

    static ByteString key(int number) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(32).putLong(FIRST_OF_SECRET).putLong(number).rewind());
    }

    static List<ReplicaEntry> entries(int count) {
        List<ReplicaEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(new ReplicaEntry(key(i), ByteString.copyFromUtf8("v"), ByteString.copyFromUtf8("x" + i)));
        }
        return entries;
    }
}
