package io.barrel.p2p.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.barrel.p2p.discovery.LogCapture;
import io.barrel.p2p.security.AdmissionPolicy;
import io.barrel.p2p.security.Candidate;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.transport.ManualLoop;
import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the policies' answers, failures and silence come to; time is moved by hand. */
class AdmissionsTests {

    private static final long PATIENCE = 5_000;
    private static final Candidate CANDIDATE = new Candidate(
            NodeId.of("orders@b"),
            PublicKey.of(new byte[32]),
            new PeerAddress("10.0.0.7", 9100),
            Map.of("region", "eu"),
            Assurance.IDENTITY,
            true);

    private final ManualLoop loop = new ManualLoop();
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
    private final List<Optional<AuthFailure>> answers = new CopyOnWriteArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void withoutPoliciesEverybodyIsAdmittedAtOnceAndNoThreadIsStarted() {
        ask();

        assertThat(answers).containsExactly(Optional.empty());
        assertThat(executor.getPoolSize()).isZero();
    }

    @Test
    void policiesAreAskedInOrderOffTheLoopUntilOneRefuses() {
        List<String> asked = new CopyOnWriteArrayList<>();
        Thread caller = Thread.currentThread();
        AdmissionPolicy first = candidate -> asked.add("first of " + candidate.node()) && onOther(caller);
        AdmissionPolicy second = candidate -> !asked.add("second");
        AdmissionPolicy third = candidate -> asked.add("third");

        ask(first, second, third);

        awaitAnswer(AuthFailure.REJECTED);
        assertThat(asked).containsExactly("first of orders@b", "second");
    }

    @Test
    void peerIsAdmittedOnceAllPoliciesDo() {
        ask(candidate -> candidate.equals(CANDIDATE), candidate -> true);

        awaitAnswer(null);
        loop.advance(PATIENCE);
        assertThat(answers).hasSize(1);
    }

    @Test
    void policyThatThrowsRefuses() {
        try (LogCapture logged = new LogCapture(Admissions.class)) {
            ask(candidate -> {
                throw new IllegalStateException("no database");
            });
            awaitAnswer(AuthFailure.REJECTED);
            answers.clear();
            ask(candidate -> {
                throw new LinkageError("no class");
            });
            awaitAnswer(AuthFailure.REJECTED);

            assertThat(logged.messages(Level.ERROR))
                    .hasSize(2)
                    .allMatch(line -> line.startsWith("orders@b is refused: the admission policy "));
        }
    }

    @Test
    void policyThatThrowsBecauseTheNodeStopsIsNoError() {
        CountDownLatch asked = new CountDownLatch(1);
        try (LogCapture logged = new LogCapture(Admissions.class)) {
            ask(candidate -> {
                asked.countDown();
                try {
                    return never.await(1, TimeUnit.HOURS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> asked.getCount() == 0);

            executor.shutdownNow();

            awaitAnswer(AuthFailure.REJECTED);
            assertThat(logged.messages(Level.ERROR)).isEmpty();
        }
    }

    @Test
    void silentPolicyRefusesWhenItsTimeIsUpAndIsInterrupted() {
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch asked = new CountDownLatch(1);
        ask(candidate -> {
            asked.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
            return true;
        });
        await().until(() -> asked.getCount() == 0);

        loop.advance(PATIENCE - 1);
        assertThat(answers).isEmpty();
        loop.advance(1);

        assertThat(answers).containsExactly(Optional.of(AuthFailure.REJECTED));
        await().untilTrue(interrupted);
        await().until(() -> executor.getActiveCount() == 0);
        loop.advance(1);
        assertThat(answers).as("the late answer counts for nothing").hasSize(1);
    }

    @Test
    void peersBeyondTheQueueAreRefusedAtOnceAndThoseInItWhenTheirTimeIsUp() {
        AdmissionPolicy silent = candidate -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        };
        ask(silent);
        ask(silent);
        assertThat(answers).isEmpty();

        ask(silent);

        assertThat(answers).containsExactly(Optional.of(AuthFailure.REJECTED));
        loop.advance(PATIENCE);
        assertThat(answers).hasSize(3).containsOnly(Optional.of(AuthFailure.REJECTED));
    }

    private static boolean onOther(Thread caller) {
        return Thread.currentThread() != caller;
    }

    private void ask(AdmissionPolicy... policies) {
        new Admissions(List.of(policies), PATIENCE, loop, executor)
                .ask(CANDIDATE, refusal -> answers.add(Optional.ofNullable(refusal)));
    }

    private void awaitAnswer(@Nullable AuthFailure expected) {
        await().untilAsserted(() -> {
            loop.advance(0);
            assertThat(answers).containsExactly(Optional.ofNullable(expected));
        });
    }
}
