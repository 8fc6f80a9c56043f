package io.barrel.p2p.engine;

import io.barrel.p2p.security.AdmissionPolicy;
import io.barrel.p2p.security.Candidate;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.wire.AuthFailure;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the admission policies about peers, off the loop, and answers on it. Confined to the loop, but for the policies. */
final class Admissions {

    private static final Logger log = LoggerFactory.getLogger(Admissions.class);

    private final List<AdmissionPolicy> policies;
    private final long patienceMillis;
    private final Loop loop;
    private final ExecutorService executor;

    /**
     * Those policies, all of which must admit a peer.
     *
     * @param patienceMillis how long all of them together may take for one peer
     * @param executor runs policies; bounded
     */
    Admissions(List<AdmissionPolicy> policies, long patienceMillis, Loop loop, ExecutorService executor) {
        this.policies = policies;
        this.patienceMillis = patienceMillis;
        this.loop = loop;
        this.executor = executor;
    }

    /**
     * Asks about a peer.
     *
     * @param answer called once, at once or later on the loop: why the peer is refused, or null
     */
    void ask(Candidate candidate, Consumer<@Nullable AuthFailure> answer) {
        if (policies.isEmpty()) {
            answer.accept(null);
            return;
        }
        Question question = new Question(candidate, answer);
        try {
            Future<?> asking = executor.submit(question::ask);
            question.deadline = loop.schedule(() -> question.expire(asking), patienceMillis);
        } catch (RejectedExecutionException e) {
            log.atWarn()
                    .addKeyValue("peer", candidate.node())
                    .log("{} is refused: too many peers wait for the admission policies", candidate.node());
            answer.accept(AuthFailure.REJECTED);
        }
    }

    /** One peer; whatever becomes of the policies, it is answered once. */
    private final class Question {

        private final Candidate candidate;
        private final Consumer<@Nullable AuthFailure> answer;
        private Loop.@Nullable Cancellable deadline;
        private boolean answered;
        private volatile boolean expired;
        private volatile @Nullable AdmissionPolicy asked;

        Question(Candidate candidate, Consumer<@Nullable AuthFailure> answer) {
            this.candidate = candidate;
            this.answer = answer;
        }

        /** Off the loop. */
        void ask() {
            AuthFailure refusal = policies.stream().allMatch(this::admits) ? null : AuthFailure.REJECTED;
            try {
                loop.execute(() -> answer(refusal));
            } catch (RejectedExecutionException e) {
                log.atDebug()
                        .addKeyValue("peer", candidate.node())
                        .log("Nobody waits for an admission: the node stops");
            }
        }

        private boolean admits(AdmissionPolicy policy) {
            asked = policy;
            try {
                boolean admitted = policy.admits(candidate);
                log.atDebug()
                        .addKeyValue("peer", candidate.node())
                        .log("{} {} {}", policy, admitted ? "admits" : "refuses", candidate.node());
                return admitted;
            } catch (RuntimeException | Error e) {
                // Once the time is up, or the node stops, it may throw because it was interrupted.
                (expired || executor.isShutdown() ? log.atDebug() : log.atError())
                        .setCause(e)
                        .addKeyValue("peer", candidate.node())
                        .log("{} is refused: the admission policy {} failed", candidate.node(), policy);
                return false;
            }
        }

        private void expire(Future<?> asking) {
            expired = true;
            asking.cancel(true);
            AdmissionPolicy silent = asked;
            log.atWarn()
                    .addKeyValue("peer", candidate.node())
                    .log(
                            "{} is refused: {} within {} ms, half of auth.handshake-timeout",
                            candidate.node(),
                            silent == null
                                    ? "no admission policy was free for it"
                                    : "the admission policy " + silent + " did not answer",
                            patienceMillis);
            answer(AuthFailure.REJECTED);
        }

        private void answer(@Nullable AuthFailure refusal) {
            if (answered) {
                return;
            }
            answered = true;
            if (deadline != null) {
                deadline.cancel();
            }
            answer.accept(refusal);
        }
    }
}
