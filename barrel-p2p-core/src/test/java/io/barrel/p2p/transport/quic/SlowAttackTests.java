package io.barrel.p2p.transport.quic;

import static io.barrel.p2p.transport.quic.Siege.eventually;

import io.barrel.p2p.wire.AuthFailure;
import io.netty.incubator.codec.quic.QuicChannel;
import io.netty.incubator.codec.quic.QuicStreamType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handshakes that stop, or drip, at each of their steps: one budget ends them all, and nobody else waits for it. */
@SuppressWarnings("FutureReturnValueIgnored")
class SlowAttackTests {

    /** HELLO, CHALLENGE, RESPONSE, OK, COOKIE, PROOF, SESSION. */
    private static final int MESSAGES = 7;

    /** Too slow for the shortest messages, OK and COOKIE, to end within the budget if each of their bytes takes so long. */
    private static final long DRIP_MILLIS = 300;

    private static Siege siege;

    private final List<RawConnection> slow = new ArrayList<>();

    @BeforeAll
    static void begin(@TempDir Path base) {
        siege = new Siege(base);
    }

    @AfterAll
    static void end() {
        siege.assertMemory();
        siege.close();
    }

    @Test
    void handshakesThatStopBeforeEachOfTheirMessagesEndWithTheBudget() {
        slow.add(siege.dial());
        write(new byte[] {15, 'b', 'a'});
        for (int messages = 0; messages <= MESSAGES; messages++) {
            int most = messages;
            speak((connection, number, message) -> {
                if (number < most) {
                    connection.say(message);
                }
            });
        }
        assertCutByTheBudget();
    }

    @Test
    void handshakesThatStopInEachOfTheirMessagesEndWithTheBudget() {
        for (int broken = 0; broken < MESSAGES; broken++) {
            int at = broken;
            speak((connection, number, message) -> {
                if (number < at) {
                    connection.say(message);
                } else if (number == at) {
                    connection.say(ByteBuffer.allocate(message.length / 2)
                            .put(message, 0, message.length / 2)
                            .array());
                }
            });
        }
        assertCutByTheBudget();
    }

    @Test
    void handshakesThatDripFromEachOfTheirMessagesOnEndWithTheBudget() {
        for (int first = 0; first < MESSAGES; first++) {
            int from = first;
            Drip drip = new Drip();
            speak((connection, number, message) -> {
                if (number < from) {
                    connection.say(message);
                } else {
                    drip.add(connection, message);
                }
            });
        }
        assertCutByTheBudget();
    }

    /** What becomes of each message of a genuine handshake. */
    private interface Speech {
        void say(RawConnection connection, int number, byte[] message);
    }

    private void speak(Speech speech) {
        RawConnection connection = siege.dial();
        slow.add(connection);
        new RawHandshake(
                connection,
                siege.stranger(),
                System::currentTimeMillis,
                // The control stream stays closed: a server that sent its SESSION waits for it.
                5,
                new Consumer<>() {
                    private int number;

                    @Override
                    public void accept(byte[] messages) {
                        ByteBuffer in = ByteBuffer.wrap(messages);
                        while (in.hasRemaining()) {
                            byte[] message = new byte[Short.BYTES + in.getShort(in.position())];
                            in.get(message);
                            speech.say(connection, number++, message);
                        }
                    }
                });
        // Whoever says nothing has at least said whose stream it is.
        connection.say(new byte[0]);
    }

    private void write(byte[] bytes) {
        RawConnection connection = siege.dial();
        RawConnection.write(connection.open(QuicStreamType.UNIDIRECTIONAL, ""), bytes);
        slow.add(connection);
    }

    /** Says one byte after the other. */
    private static final class Drip {

        private final List<Byte> bytes = new ArrayList<>();
        private boolean dripping;

        void add(RawConnection connection, byte[] message) {
            for (byte each : message) {
                bytes.add(each);
            }
            if (!dripping) {
                dripping = true;
                connection.whenUp(channel -> next(connection, channel));
            }
        }

        private void next(RawConnection connection, QuicChannel channel) {
            if (!bytes.isEmpty() && !connection.isClosed()) {
                connection.say(new byte[] {bytes.remove(0)});
                channel.eventLoop().schedule(() -> next(connection, channel), DRIP_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Each is counted as timed out; those that came as far as SESSION may have left a pin of their own names. */
    private void assertCutByTheBudget() {
        siege.awaitRefusals(AuthFailure.HANDSHAKE_TIMEOUT, slow.size());
        eventually().until(() -> slow.stream().allMatch(RawConnection::isClosed));
        siege.assertUnharmed(siege.pinsOfStrangers());
    }
}
