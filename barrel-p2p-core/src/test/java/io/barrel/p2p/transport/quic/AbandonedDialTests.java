package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AbandonedDialTests {

    private static final int DIALS = 600;
    private static final int LONGEST_BOUND = 8;

    /** A dial given up at the wrong moment of the QUIC handshake once kept the loop sending for ever: within 400 dials, usually. */
    @Test
    void dialGivenUpInTheMidstOfTheQuicHandshakeLeavesTheLoopAlive() {
        Random random = new Random(1);
        TestNode server = TestNode.start("server");
        TestNode client = TestNode.start("client"); // closed only if it lives: a loop that hangs cannot be closed
        for (int dial = 0; dial < DIALS; dial++) {
            long bound = 1L + random.nextInt(LONGEST_BOUND);
            client.dial(server.address(), false, bound);
            CompletableFuture<Boolean> after = new CompletableFuture<>();
            client.run(() -> client.transport.loop().schedule(() -> after.complete(true), bound + 1));
            assertThat(after).succeedsWithin(TestNode.PATIENCE);
        }

        assertThat(client.dialFailures).isNotEmpty();
        client.close();
        server.close();
    }
}
