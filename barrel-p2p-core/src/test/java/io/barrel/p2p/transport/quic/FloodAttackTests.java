package io.barrel.p2p.transport.quic;

import static io.barrel.p2p.transport.quic.Siege.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.AuthFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packets of those who are not who they say, or never go on: what they cost, and what they make the node keep. */
class FloodAttackTests {

    private static final int MAX_PENDING = 16;
    private static final int RETRY_ABOVE = 4;

    /** RFC 9000, section 8.1: what an address that has proved nothing may be sent, in multiples of what came from it. */
    private static final double AMPLIFICATION = 3;

    private static final int PACKETS = 4_000;

    private static Siege siege;
    private static InitialPackets initials;

    @BeforeAll
    static void begin(@TempDir Path base) throws IOException {
        siege = new Siege(base, MAX_PENDING, RETRY_ABOVE);
        initials = InitialPackets.capture(64);
    }

    @AfterAll
    static void end() {
        siege.assertMemory();
        siege.close();
    }

    @Test
    void initialsOfMadeUpAddressesAreSentRetryTokensAndKeepNothing() throws IOException {
        try (Spoofers spoofers = new Spoofers(siege.target, 16)) {
            LoopCost cost = LoopCost.begin(siege, "Initials");
            for (int i = 0; i < PACKETS; i++) {
                spoofers.send(initials.fresh());
                // Nobody of them answers, so nobody beyond the threshold is taken in.
                assertThat(siege.node.p2p.transport().pendingHandshakes()).isLessThanOrEqualTo(RETRY_ABOVE);
                cost.awaitHandled(spoofers.bytesSent());
            }
            cost.end(PACKETS, spoofers.bytesSent());

            eventually()
                    .untilAsserted(() -> assertThat(spoofers.heard().retries()).isPositive());
            assertThat(spoofers.heard().amplification()).isLessThanOrEqualTo(AMPLIFICATION);
        }
        assertThat(siege.refusals()).isEmpty();
        siege.assertUnharmed();
    }

    @Test
    void garbageIsAnsweredByNothing() throws IOException {
        Random random = new Random(5);
        try (Spoofers spoofers = new Spoofers(siege.target, 16)) {
            LoopCost cost = LoopCost.begin(siege, "garbage");
            for (int i = 0; i < PACKETS; i++) {
                byte[] packet = new byte[1 + random.nextInt(1_400)];
                random.nextBytes(packet);
                // The fixed bit of every packet of QUIC, and no long header: those are the next test's.
                packet[0] = (byte) ((packet[0] & 0x3F) | 0x40);
                spoofers.send(packet);
                cost.awaitHandled(spoofers.bytesSent());
            }
            cost.end(PACKETS, spoofers.bytesSent());
            siege.caller().awaitMore(10);
            assertThat(spoofers.heard().bytes()).isZero();
        }
        assertThat(siege.node.p2p.transport().pendingHandshakes()).isZero();
        siege.assertUnharmed();
    }

    @Test
    void longHeadersOfAllKindsAreReflectedNoLargerThanRfc9000Allows() throws IOException {
        Random random = new Random(6);
        try (Spoofers spoofers = new Spoofers(siege.target, 16)) {
            LoopCost cost = LoopCost.begin(siege, "long headers");
            for (int i = 0; i < PACKETS; i++) {
                byte[] packet = new byte[7 + random.nextInt(1_400)];
                random.nextBytes(packet);
                packet[0] |= (byte) 0xC0;
                if (i % 2 == 0) {
                    // This version; the rest are versions that nobody has.
                    packet[1] = packet[2] = packet[3] = 0;
                    packet[4] = 1;
                }
                packet[5] = (byte) random.nextInt(21);
                spoofers.send(packet);
                cost.awaitHandled(spoofers.bytesSent());
            }
            cost.end(PACKETS, spoofers.bytesSent());
            siege.caller().awaitMore(10);
            assertThat(spoofers.heard().amplification()).isLessThanOrEqualTo(AMPLIFICATION);
        }
        siege.assertUnharmed();
    }

    @Test
    void handshakesThatAreLeftHalfOpenAreCappedShedAndForgotten() {
        int attackers = 4 * MAX_PENDING;
        RawPeer attacker = siege.attacker();
        double shed = siege.count("transport.handshakes.shed");
        List<RawConnection> halfOpen = new ArrayList<>();
        for (int i = 0; i < attackers; i++) {
            halfOpen.add(siege.dial(attacker));
        }
        eventually().until(() -> {
            assertThat(siege.node.p2p.transport().pendingHandshakes()).isLessThanOrEqualTo(MAX_PENDING);
            // On a busy machine the first may have been shed before the node had heard enough of them to time them out.
            halfOpen.add(siege.dial(attacker));
            return siege.count("transport.handshakes.shed") > shed
                    && siege.refusals().getOrDefault(AuthFailure.HANDSHAKE_TIMEOUT, 0L) >= MAX_PENDING;
        });

        assertThat(siege.refusals()).containsOnlyKeys(AuthFailure.HANDSHAKE_TIMEOUT);
        assertThat(halfOpen).anyMatch(connection -> !connection.isUp());
        siege.assertUnharmed();
    }
}
