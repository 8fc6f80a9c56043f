package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.engine.NodeRuntime;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BroadcastIdTests {

    private static final int BROADCASTS = 50;

    @TempDir
    Path base;

    private final Counted secret = new Counted();

    /** Counts the numbers drawn. */
    private static final class Counted extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final AtomicInteger drawn = new AtomicInteger();

        @Override
        public long nextLong() {
            drawn.incrementAndGet();
            return super.nextLong();
        }
    }

    /** A member that could foretell ids could use them up, and the broadcasts that get them would be taken for copies. */
    @Test
    void idsAreMadeOfWhatNobodyCanForetell() {
        BarrelP2pConfig config =
                BarrelP2pConfig.builder().bindAddress("127.0.0.1").dataDir(base).build();
        try (BarrelP2p node = BarrelP2p.create(config, runtime())) {
            node.start();
            int before = secret.drawn.get();
            for (int i = 0; i < BROADCASTS; i++) {
                assertThat(node.gossip().publish("news", new byte[1])).succeedsWithin(Duration.ofSeconds(20));
            }

            assertThat(secret.drawn.get() - before).isGreaterThanOrEqualTo(2 * BROADCASTS);
        }
    }

    private NodeRuntime runtime() {
        NodeRuntime real = new QuicRuntime();
        return (NodeRuntime) Proxy.newProxyInstance(
                NodeRuntime.class.getClassLoader(),
                new Class<?>[] {NodeRuntime.class},
                (proxy, method, arguments) ->
                        method.getName().equals("secureRandom") ? secret : method.invoke(real, arguments));
    }
}
