package io.barrel.p2p.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.barrel.p2p.fuzz.FuzzedRandom;
import io.barrel.p2p.fuzz.Hostile;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.security.PublicKey;

class RevocationCodecFuzzTests {

    @FuzzTest
    void whatDecodesEncodesToTheSame(FuzzedDataProvider data) {
        FuzzedRandom random = new FuzzedRandom(data);
        ByteString key = random.nextBoolean()
                ? ByteString.copyFrom(new byte[PublicKey.LENGTH]).concat(ByteString.copyFromUtf8("x@h"))
                : ByteString.copyFrom(random.bytes(300));
        ByteString version = ByteString.copyFrom(random.nextInt(8) == 0 ? random.bytes(20) : data.consumeBytes(8));
        ByteString value = random.nextInt(8) == 0 ? null : ByteString.copyFrom(data.consumeRemainingAsBytes());
        ReplicaEntry entry = new ReplicaEntry(key, version, value);
        Hostile.decoded(() -> RevocationCodec.decode(entry))
                .ifPresent(revocation ->
                        assertThat(RevocationCodec.encode(revocation)).isEqualTo(entry));
    }
}
