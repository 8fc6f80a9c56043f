package io.barrel.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import io.barrel.p2p.wire.proto.SessionProto;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SessionCodecTests {

    private static final Session SESSION = new Session(
            1,
            2,
            List.of("streams"),
            new PeerAddress("::1", 9100),
            -5,
            Long.MIN_VALUE,
            64,
            "test",
            Map.of("zone", "ü"));

    @Test
    void sessionSurvivesItsEncoding() {
        assertThat(SessionCodec.decode(SessionCodec.encode(SESSION))).isEqualTo(SESSION);
    }

    @Test
    void largestSessionSurvivesItsEncoding() {
        Map<String, String> metadata = Map.of("k", "v".repeat(Limits.MAX_METADATA - 1));
        List<String> capabilities = Collections.nCopies(Limits.MAX_CAPABILITIES, "c".repeat(50));
        Session large = with(capabilities, "n".repeat(Limits.MAX_CLUSTER_NAME), metadata);

        assertThat(SessionCodec.decode(SessionCodec.encode(large))).isEqualTo(large);
    }

    @Test
    void fieldsOfLaterVersionsAreIgnored() {
        byte[] known = SessionCodec.encode(SESSION);
        byte[] extended = Arrays.copyOf(known, known.length + 3);
        extended[known.length] = (byte) 0xa0; // field 100, varint
        extended[known.length + 1] = 0x06;
        extended[known.length + 2] = 0x01;

        assertThat(SessionCodec.decode(extended)).isEqualTo(SESSION);
    }

    @Test
    void everyBoundIsCheckedOnReading() {
        assertMalformed(session -> session.setProtocolMin(0));
        assertMalformed(session -> session.setProtocolMin(3));
        assertMalformed(session -> session.setProtocolMax(-1));
        assertMalformed(session -> session.setRingSize(0));
        assertMalformed(session -> session.setRingSize(-1));
        assertMalformed(session -> session.setClusterName(""));
        assertMalformed(session -> session.setClusterName("n".repeat(Limits.MAX_CLUSTER_NAME + 1)));
        assertMalformed(session -> session.clearAddress());
        assertMalformed(session -> session.getAddressBuilder().setPort(65_536));
        assertMalformed(session -> session.getAddressBuilder().setPort(-1));
        assertMalformed(session -> session.getAddressBuilder().setHost("a b"));
        assertMalformed(session -> session.addCapabilities(""));
        assertMalformed(session -> session.addCapabilities("c".repeat(SessionCodec.MAX_CAPABILITY + 1)));
        assertMalformed(session -> session.addAllCapabilities(Collections.nCopies(Limits.MAX_CAPABILITIES, "c")));
        assertMalformed(session -> session.putMetadata("k", "ü".repeat(Limits.MAX_METADATA / 2)));
    }

    @Test
    void messageAboveEightKibibytesIsRefusedUnread() {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> SessionCodec.decode(new byte[SessionCodec.MAX_ENCODED + 1]))
                .withMessageContaining("8193");
    }

    @Test
    void outOfBoundsIsRefusedOnWritingToo() {
        Map<String, String> manyPairs = new HashMap<>();
        for (int i = 0; i < 1500; i++) {
            manyPairs.put("" + (char) ('a' + i % 26) + i / 26, "");
        }
        assertNotWritten(with(List.of(), "", Map.of()));
        assertNotWritten(with(List.of(""), "test", Map.of()));
        assertNotWritten(with(List.of(), "test", Map.of("k", "v".repeat(Limits.MAX_METADATA))));
        assertNotWritten(with(List.of(), "test", manyPairs));
    }

    @Property(tries = 500)
    void anyBytesAreASessionOrMalformed(@ForAll @Size(max = 200) byte[] bytes) {
        boolean malformed = false;
        try {
            assertThat(SessionCodec.decode(bytes).protocolMin()).isPositive();
        } catch (MalformedInputException e) {
            malformed = true;
            assertThat(e).hasMessageNotContaining("\n");
        }
        assertThat(malformed || bytes.length > 0).isTrue();
    }

    private static Session with(List<String> capabilities, String clusterName, Map<String, String> metadata) {
        return new Session(1, 1, capabilities, new PeerAddress("h", 1), 1, 0, 64, clusterName, metadata);
    }

    private static void assertMalformed(Consumer<SessionProto.Session.Builder> change) {
        SessionProto.Session.Builder session;
        try {
            session = SessionProto.Session.parseFrom(SessionCodec.encode(SESSION)).toBuilder();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
        change.accept(session);
        byte[] bytes = session.build().toByteArray();
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> SessionCodec.decode(bytes));
    }

    private static void assertNotWritten(Session session) {
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> SessionCodec.encode(session));
    }
}
