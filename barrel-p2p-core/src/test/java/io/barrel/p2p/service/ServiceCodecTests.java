package io.barrel.p2p.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServiceCodecTests {

    private static final NodeId NODE = NodeId.of("n@h");

    private static ServiceEntry entry(String service, Map<String, String> metadata) {
        return new ServiceEntry(service, NODE, 7, 9, true, metadata, 11);
    }

    private static void comesBack(ServiceEntry entry) {
        assertThat(ServiceCodec.decode(ServiceCodec.encode(entry))).isEqualTo(entry);
    }

    private static void refuses(ByteString key, ByteString version, @Nullable ByteString value) {
        ReplicaEntry entry = new ReplicaEntry(key, version, value);
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> ServiceCodec.decode(entry));
    }

    @Test
    void servicesAndTombstonesComeBack() {
        comesBack(entry("prices", Map.of("a", "b", "zone", "z1")));
        comesBack(entry(
                "p".repeat(ServiceRegistry.MAX_NAME), Map.of("k", "v".repeat(ServiceRegistry.MAX_METADATA - 1))));
        comesBack(entry("preise für äpfel", Map.of()));
        comesBack(new ServiceEntry("prices", NODE, 7, 9, false, Map.of(), 0));
    }

    @Test
    void equalMetadataInAnyOrderGivesEqualBytes() {
        Map<String, String> one = new LinkedHashMap<>();
        Map<String, String> other = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            one.put("k" + i, "v");
            other.put("k" + (19 - i), "v");
        }
        assertThat(ServiceCodec.encode(entry("s", one))).isEqualTo(ServiceCodec.encode(entry("s", other)));
    }

    @Test
    void laterLifeWinsAndThenTheLaterWord() {
        ReplicaEntry old = ServiceCodec.encode(new ServiceEntry("s", NODE, 7, 99, true, Map.of(), 0));
        ReplicaEntry later = ServiceCodec.encode(new ServiceEntry("s", NODE, 7, 100, false, Map.of(), 0));
        ReplicaEntry reborn = ServiceCodec.encode(new ServiceEntry("s", NODE, 8, 1, true, Map.of(), 0));
        assertThat(old).isLessThan(later);
        assertThat(later).isLessThan(reborn);
    }

    @Test
    void whatIsNoServiceIsRefused() {
        ReplicaEntry good = ServiceCodec.encode(entry("s", Map.of()));
        ByteString value = good.value();
        refuses(ByteString.copyFromUtf8("no separator"), good.version(), value);
        refuses(ByteString.copyFromUtf8("\0n@h"), good.version(), value);
        refuses(ByteString.copyFromUtf8("s\0no node"), good.version(), value);
        refuses(ByteString.copyFromUtf8("x".repeat(201) + "\0n@h"), good.version(), value);
        refuses(good.key(), good.version().substring(1), value);
        refuses(
                good.key(),
                ByteString.copyFrom(new byte[] {-1}).concat(good.version().substring(1)),
                value);
        refuses(good.key(), good.version(), ByteString.copyFromUtf8("junk"));
        ReplicaEntry large = ServiceCodec.encode(entry("s", Map.of("k", "v".repeat(ServiceRegistry.MAX_METADATA))));
        refuses(large.key(), large.version(), large.value());
    }

    @Property(tries = 1_000)
    void anyBytesAreAServiceOrMalformed(@ForAll byte[] key, @ForAll byte[] version, @ForAll byte[] value) {
        try {
            ServiceEntry entry = ServiceCodec.decode(new ReplicaEntry(
                    ByteString.copyFrom(key), ByteString.copyFrom(version), ByteString.copyFrom(value)));
            comesBack(entry);
        } catch (MalformedInputException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    @Test
    void namesAndMetadataOfTheApplicationAreChecked() {
        ServiceNames.require("prices", Map.of("k", "v"));
        for (String bad : new String[] {"", "x".repeat(201), "a\0b", "a\nb"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> ServiceNames.require(bad, Map.of()));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServiceNames.require("s", Map.of("k", "v".repeat(ServiceRegistry.MAX_METADATA))));
    }
}
