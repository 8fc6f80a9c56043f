package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class AbandonedDialTests {

    private static final int DIALS = 1_500;
    private static final int LONGEST_BOUND = 4;
    private static final int BUSY_THREADS = 4 * Runtime.getRuntime().availableProcessors();

    /**
     * A dial given up at the wrong moment of the QUIC handshake once kept the loop sending for ever. On a starved machine,
     * where handshakes have such moments, a few hundred dials were enough.
     */
    @Test
    void dialGivenUpInTheMidstOfTheQuicHandshakeLeavesTheLoopAlive() {
        AtomicBoolean busy = new AtomicBoolean(true);
        starve(busy);
        Random random = new Random(1);
        TestNode server = TestNode.start("server");
        TestNode client = TestNode.start("client"); // closed only if it lives: a loop that hangs cannot be closed
        try {
            for (int dial = 0; dial < DIALS; dial++) {
                long bound = 1L + random.nextInt(LONGEST_BOUND);
                client.dial(server.address(), false, bound);
                CompletableFuture<Boolean> after = new CompletableFuture<>();
                client.run(() -> client.transport.loop().schedule(() -> after.complete(true), bound + 1));
                assertThat(after).succeedsWithin(TestNode.PATIENCE);
            }
        } finally {
            busy.set(false);
        }

        assertThat(client.dialFailures).isNotEmpty();
        client.close();
        server.close();
    }

    private static void starve(AtomicBoolean busy) {
        for (int i = 0; i < BUSY_THREADS; i++) {
            Thread thread = new Thread(
                    () -> {
                        while (busy.get()) {
                            Thread.onSpinWait();
                        }
                    },
                    "busy");
            thread.setDaemon(true);
            thread.start();
        }
    }
}
