package io.barrel.p2p.transport.quic;

import static io.barrel.p2p.transport.quic.Siege.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.transport.Link;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.Limits;
import io.netty.incubator.codec.quic.QuicStreamType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that are too many, too early, too slow, or nobody's. */
@SuppressWarnings("FutureReturnValueIgnored")
class StreamAttackTests {

    private static final int PROTOCOL_OF_THE_FUTURE = 99;

    /** What QUIC grants a peer of each type. */
    private static final int GRANTED = 64;

    private static final int BATCH = 16;

    private static Siege siege;

    @BeforeAll
    static void begin(@TempDir Path base) {
        siege = new Siege(base);
    }

    @AfterAll
    static void end() {
        siege.assertMemory();
        siege.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {QuicConnection.CONTROL_TAG, QuicConnection.DATA_TAG, "someone-elses"})
    void streamBeforeSessionEndsTheConnection(String tag) {
        RawConnection connection = siege.dial();
        connection.open(QuicStreamType.BIDIRECTIONAL, tag);

        siege.awaitRefusals(AuthFailure.MALFORMED_MESSAGE, 1);
        eventually().until(connection::isClosed);
        siege.assertUnharmed(siege.pinsOfStrangers());
    }

    @Test
    void streamsOfAStrangerThatDripTheirTagsEndWithTheHandshake() {
        RawConnection connection = siege.dial();
        for (int i = 0; i < GRANTED; i++) {
            drip(connection, QuicStreamType.BIDIRECTIONAL);
            drip(connection, QuicStreamType.UNIDIRECTIONAL);
        }

        eventually().until(connection::isClosed);
        siege.awaitRefusals(AuthFailure.HANDSHAKE_TIMEOUT, 1);
        siege.assertUnharmed(siege.pinsOfStrangers());
    }

    /** Both ends have one stream of each type already: control and authentication. */
    @Test
    void streamsOfAMemberThatDripTheirTagsAreSixtyFourAtMostAndNotForLong() {
        HostileMember member = siege.member("mallory");
        double before = siege.count("streams.preamble.dropped");
        int streams = 2 * (GRANTED - 1);
        for (int i = 0; i < GRANTED - 1; i++) {
            drip(member.connection, QuicStreamType.BIDIRECTIONAL);
            drip(member.connection, QuicStreamType.UNIDIRECTIONAL);
        }

        int beyond = streams - Limits.MAX_PREAMBLE_STREAMS;
        eventually().until(() -> siege.count("streams.preamble.dropped") >= before + beyond);
        eventually().until(() -> siege.count("streams.preamble.dropped") == before + streams);
        assertThat(siege.isLinked(member.name)).isTrue();
        siege.assertUnharmed(siege.pinsOfStrangers());
    }

    @Test
    void memberThatKeepsOpeningStreamsIsCutOff() {
        HostileMember member = siege.member("mallory-opens");
        double before = siege.count("streams.preamble.dropped");
        int opened = 0;
        while (!member.connection.isClosed()) {
            for (int i = 0; i < BATCH; i++) {
                member.connection.open(QuicStreamType.BIDIRECTIONAL, "x");
            }
            opened += BATCH;
            double expected = before + opened;
            eventually()
                    .until(() -> siege.count("streams.preamble.dropped") >= expected || member.connection.isClosed());
        }

        member.awaitCutOff(CloseReason.PROTOCOL_ERROR);
        assertThat(siege.count("streams.preamble.dropped") - before).isBetween(257.0, 257.0 + BATCH);
        siege.assertUnharmed(siege.pinsOfStrangers());
    }

    @Test
    void lanesBeyondThoseThatThereAreAreReset() {
        HostileMember member = siege.member("mallory-lanes");
        double before = siege.count("streams.preamble.dropped");
        double heard = heard();
        byte[] frame = HostileMember.frame(PROTOCOL_OF_THE_FUTURE, ByteBuffer.allocate(1));
        for (int lane = 0; lane < 2 * Link.LANES; lane++) {
            member.say(lane, frame);
        }

        eventually()
                .until(() -> siege.count("streams.preamble.dropped") == before + Link.LANES
                        && heard() == heard + Link.LANES);
        assertThat(siege.isLinked(member.name)).isTrue();
        siege.assertUnharmed(siege.pinsOfStrangers());
    }

    private static double heard() {
        return siege.count("messages", "type", "unknown", "outcome", "ignored");
    }

    /** Opens a stream and says the first bytes of a tag. */
    private static void drip(RawConnection connection, QuicStreamType type) {
        RawConnection.write(connection.open(type, ""), new byte[] {15, 'b'});
    }
}
