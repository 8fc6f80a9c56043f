package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.RequestLoad.Result;
import io.barrel.p2p.roster.MemberStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** Two nodes that have warmed up, of which one sends to the other all it takes. */
record LoadedPair(LocalNode from, LocalNode to) implements AutoCloseable {

    static final int THREADS = 64;

    /** What heap and direct memory may grow by, each: far more than they do, far less than a leak of each request would be. */
    private static final long GROWTH = 256 << 20;

    private static final int WARM_UP = 6_400;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static LoadedPair start(Path base) throws InterruptedException {
        LocalNode to = new LocalNode(base, "to", UnaryOperator.identity()).start();
        LocalNode from = new LocalNode(base, "from", builder -> builder.contactNodes(List.of(to.contact()))).start();
        await().atMost(PATIENCE).until(() -> from.p2p.roster().count(MemberStatus.ALIVE) == 2);
        LoadedPair pair = new LoadedPair(from, to);
        assertSound(pair.load(WARM_UP), WARM_UP);
        return pair;
    }

    Result load(int requests) throws InterruptedException {
        return new RequestLoad(from, to, THREADS).run(requests);
    }

    static void assertSound(Result result, int requests) {
        assertThat(result.failures()).isEmpty();
        assertThat(result.answered()).isEqualTo(requests);
        assertThat(result.outOfOrder()).isZero();
        assertThat(result.after().heap() - result.before().heap()).isLessThan(GROWTH);
        assertThat(result.mostDirect() - result.before().direct()).isLessThan(GROWTH);
    }

    @Override
    public void close() {
        from.close();
        to.close();
    }
}
