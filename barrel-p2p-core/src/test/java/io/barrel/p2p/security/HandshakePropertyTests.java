package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.AuthFailure;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whatever arrives, in whatever pieces. */
class HandshakePropertyTests {

    @Property(tries = 100)
    void endsAgreeHoweverTheirStreamsAreCut(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int longest) {
        Random random = new Random(seed);
        HandshakePair pair =
                HandshakePair.of(new TestNode("a@h"), new TestNode("b@h")).start();
        int idle = 0;
        while (idle < 50) {
            HandshakeEnd from = random.nextBoolean() ? pair.client : pair.server;
            idle = pair.deliver(from, 1 + random.nextInt(longest)) ? 0 : idle + 1;
        }

        assertThat(pair.client.established().linkId())
                .isEqualTo(pair.server.established().linkId());
    }

    @Property(tries = 500)
    void anyBytesEndInAFailureOrInWaiting(@ForAll @Size(max = 600) byte[] bytes, @ForAll boolean client) {
        HandshakeEnd end = client
                ? HandshakeEnd.client(new TestNode("a@h"), null, new byte[] {1})
                : HandshakeEnd.server(new TestNode("a@h"), new byte[] {1});
        end.start();
        int sent = end.transcript().length;

        ByteBuffer in = ByteBuffer.wrap(bytes);
        end.handle(new HandshakeInput.Received(in));

        assertThat(in.hasRemaining()).isFalse();
        assertOnlyFailedOrWaiting(end);
        assertThat(end.transcript().length - sent).isLessThan(200);
    }

    @Property(tries = 500)
    void anyFramedMessageEndsInAFailureOrInWaiting(
            @ForAll @IntRange(max = 255) int type, @ForAll @Size(max = 300) byte[] content) {
        HandshakeEnd end =
                HandshakeEnd.server(new TestNode("a@h"), new byte[] {1}).start();

        end.receive(ByteBuffer.allocate(3 + content.length)
                .putShort((short) (1 + content.length))
                .put((byte) type)
                .put(content)
                .array());

        assertOnlyFailedOrWaiting(end);
        assertThat(end.isOver()).isTrue();
    }

    @Test
    void recordedTranscriptIsAdmittedAgainByANodeWithTheSameRandomness() {
        HandshakeEnd end = serverOfTheRecording();
        end.receive(recordedClient());

        assertThat(end.outputs(HandshakeOutput.Admit.class)).hasSize(1);
    }

    @Property(tries = 400)
    void mutatedTranscriptNeverThrowsAndNeverOutlivesItsEnd(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int kind) {
        byte[] valid = recordedClient();
        HandshakeEnd end = serverOfTheRecording();

        byte[] mutated = mutate(valid, kind, new Random(seed));
        end.receive(mutated);
        end.handle(new HandshakeInput.BudgetExpired());

        assertThat(end.isEstablished()).isFalse();
        assertThat(end.outputs.get(end.outputs.size() - 1)).isInstanceOf(HandshakeOutput.Failed.class);
        assertThat(end.failed().detail()).matches("[\\x20-\\x7e]+");
    }

    @Property(tries = 300)
    void flippedBitInWhatIsSignedOrProvedIsNeverAdmitted(@ForAll long seed) {
        HandshakePair pair =
                HandshakePair.of(new TestNode("a@h"), new TestNode("b@h")).start();
        Random random = new Random(seed);
        // From RESPONSE's signature on to the end of PROOF, lengths and types included.
        pair.server.receive(pair.client.take(Integer.MAX_VALUE));
        pair.client.receive(pair.server.take(Integer.MAX_VALUE));
        int target = random.nextInt(67 + 3 + 35 + 35);
        int at = 0;
        while (at <= target && !pair.server.isOver()) {
            while (!pair.client.hasMore() && pair.server.hasMore()) {
                pair.client.receive(pair.server.take(Integer.MAX_VALUE));
            }
            byte[] octet = pair.client.take(1);
            if (octet.length == 0) {
                break;
            }
            if (at == target) {
                octet[0] ^= (byte) (1 << random.nextInt(8));
            }
            pair.server.receive(octet);
            at++;
        }
        pair.drain(Integer.MAX_VALUE);
        pair.server.handle(new HandshakeInput.BudgetExpired());

        assertThat(pair.server.outputs(HandshakeOutput.Admit.class)).isEmpty();
        assertThat(pair.server.failed().reason())
                .isIn(
                        AuthFailure.SIGNATURE_INVALID,
                        AuthFailure.MALFORMED_MESSAGE,
                        AuthFailure.COOKIE_MISMATCH,
                        AuthFailure.HANDSHAKE_TIMEOUT);
    }

    private static byte[] recordedClient() {
        HandshakePair pair = HandshakePair.of(new TestNode("a@h"), new TestNode("b@h"));
        return pair.run().client.transcript();
    }

    private static HandshakeEnd serverOfTheRecording() {
        return HandshakeEnd.server(new TestNode("b@h"), new TestNode("a@h").certificate)
                .start();
    }

    private static byte[] mutate(byte[] valid, int kind, Random random) {
        int at = random.nextInt(valid.length);
        int length = 1 + random.nextInt(Math.min(64, valid.length - at));
        byte[] head = Arrays.copyOf(valid, at);
        byte[] cut = Arrays.copyOfRange(valid, at, at + length);
        byte[] tail = Arrays.copyOfRange(valid, at + length, valid.length);
        if (kind == 0) {
            random.nextBytes(cut);
            return join(head, cut, tail);
        }
        if (kind == 1) {
            return join(head, tail);
        }
        return kind == 2 ? join(head, cut, cut, tail) : head;
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer joined = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }

    private static void assertOnlyFailedOrWaiting(HandshakeEnd end) {
        assertThat(end.isEstablished()).isFalse();
        assertThat(end.outputs(HandshakeOutput.Admit.class)).isEmpty();
        assertThat(end.outputs(HandshakeOutput.Failed.class)).hasSizeLessThanOrEqualTo(1);
    }
}
