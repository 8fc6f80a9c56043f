package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.Neighbour;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.roster.Member;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every member for its neighbours. One survey at a time, and what it found serves everybody for a moment: many who look do not
 * ask more. Any thread; waits for the members, for {@link #PATIENCE} at most, and before that for a survey under way.
 */
public class OverlaySurvey {

    static final Duration PATIENCE = Duration.ofSeconds(3);
    static final Duration FRESH = Duration.ofSeconds(2);
    static final int PARALLEL = 32;

    private static final Logger logger = LoggerFactory.getLogger(OverlaySurvey.class);

    private final BarrelP2p node;
    private final Duration patience;
    private final Duration fresh;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable OverlayDescriptor last;
    private long takenNanos;

    /** A survey by that node. */
    public OverlaySurvey(BarrelP2p node) {
        this(node, PATIENCE, FRESH);
    }

    OverlaySurvey(BarrelP2p node, Duration patience, Duration fresh) {
        this.node = node;
        this.patience = patience;
        this.fresh = fresh;
    }

    OverlayDescriptor overlay() {
        lock.lock();
        try {
            OverlayDescriptor found = last;
            if (found == null || System.nanoTime() - takenNanos >= fresh.toNanos()) {
                found = ask();
                last = found;
                takenNanos = System.nanoTime();
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw P2pOperationException.unavailable("interrupted", "The application is stopping.");
        } finally {
            lock.unlock();
        }
    }

    private OverlayDescriptor ask() throws InterruptedException {
        Instant at = Instant.now();
        long deadline = System.nanoTime() + patience.toNanos();
        List<NodeId> alive = node.roster().members().stream()
                .filter(member -> member.status() == MemberStatus.ALIVE)
                .map(Member::node)
                .sorted()
                .toList();
        List<NodeId> asked = alive.subList(0, Math.min(alive.size(), OverlayDescriptor.LIMIT));
        Map<NodeId, CompletableFuture<Answer>> answers = request(asked, deadline);
        await(answers, deadline);

        List<OverlayDescriptor.Node> nodes = new ArrayList<>();
        List<OverlayDescriptor.Unanswered> unanswered = new ArrayList<>();
        for (NodeId member : asked) {
            CompletableFuture<Answer> answer = answers.get(member);
            Answer told = answer == null ? Answer.LATE : answer.getNow(Answer.LATE);
            List<Neighbour> neighbours = told.neighbours();
            if (neighbours == null) {
                unanswered.add(new OverlayDescriptor.Unanswered(member.value(), told.reason()));
            } else {
                nodes.add(OverlayDescriptor.Node.of(member, neighbours));
            }
        }
        return new OverlayDescriptor(at, nodes, unanswered, alive.size());
    }

    /** Who is missing was not asked, for lack of time. */
    private Map<NodeId, CompletableFuture<Answer>> request(List<NodeId> members, long deadline)
            throws InterruptedException {
        Map<NodeId, CompletableFuture<Answer>> answers = new LinkedHashMap<>();
        Semaphore free = new Semaphore(PARALLEL);
        for (NodeId member : members) {
            if (!free.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                break;
            }
            Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
            answers.put(
                    member,
                    node.neighbours(member, left)
                            .toCompletableFuture()
                            .handle(Answer::of)
                            .whenComplete((answer, failure) -> free.release()));
        }
        return answers;
    }

    private static void await(Map<NodeId, CompletableFuture<Answer>> answers, long deadline)
            throws InterruptedException {
        try {
            CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
                    .get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            logger.atDebug().log("Not every member told its neighbours within {}", PATIENCE);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer is never a failure", e);
        }
    }

    /**
     * What came back from a member.
     *
     * @param neighbours null if it did not answer
     * @param reason why it did not
     */
    private record Answer(@Nullable List<Neighbour> neighbours, String reason) {

        static final Answer LATE = new Answer(null, MessagingFailure.TIMEOUT.word());

        static Answer of(@Nullable List<Neighbour> neighbours, @Nullable Throwable failure) {
            return new Answer(neighbours, failure == null ? "" : word(failure));
        }

        private static String word(Throwable failure) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof MessagingException known) {
                return known.failure().word();
            }
            if (cause instanceof MalformedInputException) {
                return "malformed";
            }
            logger.atError().setCause(cause).log("A member could not be asked for its neighbours");
            return "internal_error";
        }
    }
}
