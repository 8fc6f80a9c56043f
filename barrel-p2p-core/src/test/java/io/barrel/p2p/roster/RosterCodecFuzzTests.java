package io.barrel.p2p.roster;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.barrel.p2p.fuzz.Hostile;
import io.barrel.p2p.replica.ReplicaEntry;

class RosterCodecFuzzTests {

    private static final ByteString KEY = RosterCodec.key(io.barrel.p2p.wire.NodeId.of("x@h"));

    @FuzzTest
    void broadcastThatDecodesEncodesToTheSame(byte[] input) {
        Hostile.survives(input, RosterCodec::decode, RosterCodec::encode);
    }

    /** The version is the first bytes, the value the others. */
    @FuzzTest
    void memberThatDecodesEncodesToTheSame(byte[] input) {
        int version = Math.min(RosterCodec.VERSION, input.length);
        ReplicaEntry entry = new ReplicaEntry(
                KEY,
                ByteString.copyFrom(input, 0, version),
                ByteString.copyFrom(input, version, input.length - version));
        Hostile.decoded(() -> RosterCodec.decode(entry)).ifPresent(member -> {
            ReplicaEntry encoded = RosterCodec.encode(member);
            assertThat(encoded.version()).isEqualTo(entry.version());
            assertThat(RosterCodec.decode(encoded)).isEqualTo(member);
        });
    }
}
