package io.barrel.p2p.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExecutorsTests {

    private final HeldExecutor executor = new HeldExecutor();
    private final List<String> ran = new ArrayList<>();

    @Test
    void whatDidNotBeginInTimeIsDropped() {
        executor.execute(() -> ran.add("task"));
        Executors.close(executor, 1);

        assertThat(executor.isTerminated()).isTrue();
        assertThat(ran).isEmpty();
    }

    /** Somebody waits for a future that such a task completes. */
    @Test
    void whatMustBeFinishedRunsHereIfItDidNotBeginInTime() {
        executor.execute(() -> ran.add("one"));
        executor.execute(() -> ran.add("two"));
        Executors.closeAndFinish(executor, 1);

        assertThat(executor.isTerminated()).isTrue();
        assertThat(ran).containsExactly("one", "two");
    }
}
