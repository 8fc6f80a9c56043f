package io.barrel.p2p.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import io.barrel.p2p.fuzz.FuzzedRandom;
import io.barrel.p2p.fuzz.Hostile;
import io.barrel.p2p.replica.ReplicaEntry;

class ServiceCodecFuzzTests {

    @FuzzTest
    void whatDecodesEncodesToTheSame(FuzzedDataProvider data) {
        FuzzedRandom random = new FuzzedRandom(data);
        ByteString key =
                random.nextBoolean() ? ByteString.copyFromUtf8("s\0x@h") : ByteString.copyFrom(random.bytes(300));
        ByteString version = ByteString.copyFrom(random.nextInt(8) == 0 ? random.bytes(20) : data.consumeBytes(16));
        ByteString value = random.nextInt(8) == 0 ? null : ByteString.copyFrom(data.consumeRemainingAsBytes());
        ReplicaEntry entry = new ReplicaEntry(key, version, value);
        Hostile.decoded(() -> ServiceCodec.decode(entry)).ifPresent(service -> {
            ReplicaEntry encoded = ServiceCodec.encode(service);
            assertThat(encoded.key()).as("one service, one key").isEqualTo(key);
            assertThat(encoded.version()).isEqualTo(version);
            assertThat(ServiceCodec.decode(encoded)).isEqualTo(service);
        });
    }
}
