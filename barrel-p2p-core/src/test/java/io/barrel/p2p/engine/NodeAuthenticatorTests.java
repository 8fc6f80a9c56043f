package io.barrel.p2p.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.security.AuthStatistics;
import io.barrel.p2p.security.AuthenticatedPeer;
import io.barrel.p2p.security.Candidate;
import io.barrel.p2p.security.FileTrustStore;
import io.barrel.p2p.security.PinChange;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.transport.ManualLoop;
import io.barrel.p2p.wire.Assurance;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import io.barrel.p2p.wire.Session;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order a node decides about an authenticated peer, and on what. */
class NodeAuthenticatorTests {

    private static final long LINKED = 7;
    private static final PeerAddress ADDRESS = new PeerAddress("10.0.0.7", 9100);
    private static final Map<String, String> METADATA = Map.of("region", "eu");

    private final ManualLoop loop = new ManualLoop();
    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task);
        thread.setUncaughtExceptionHandler((failed, failure) -> uncaught.add(failure));
        return thread;
    });
    private final List<Candidate> asked = new CopyOnWriteArrayList<>();
    private final List<Optional<AuthFailure>> answers = new CopyOnWriteArrayList<>();
    private FileTrustStore trust;
    private NodeAuthenticator authenticator;

    @BeforeEach
    void make(@TempDir Path directory) {
        trust = FileTrustStore.open(directory.resolve("trusted"), 1, Clock.systemUTC());
        Admissions admissions = new Admissions(List.of(asked::add), 5_000, loop, executor);
        authenticator = new NodeAuthenticator(
                (connection, outputs) -> {
                    throw new AssertionError("no handshake is made here");
                },
                trust,
                new AuthStatistics(),
                (node, incarnation) -> incarnation < LINKED,
                admissions,
                loop,
                executor,
                event -> {});
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void staleIncarnationIsRefusedAtOnceAndNoPolicyIsAsked() {
        admit(peer(LINKED - 1), true);

        assertThat(answers).containsExactly(Optional.of(AuthFailure.STALE_INCARNATION));
        assertThat(asked).isEmpty();
    }

    @Test
    void policyIsAskedAboutWhatThePeerProvedAndSaid() {
        admit(peer(LINKED), false);

        await().untilAsserted(() -> {
            loop.advance(0);
            assertThat(answers).containsExactly(Optional.empty());
        });
        assertThat(asked)
                .containsExactly(new Candidate(
                        NodeId.of("orders@b"),
                        PublicKey.of(new byte[32]),
                        ADDRESS,
                        METADATA,
                        Assurance.COOKIE_ONLY,
                        false));
    }

    @Test
    void pinThatIsDurableOnlyWhenTheNodeHasStoppedFailsNothing() throws InterruptedException {
        loop.end();
        NodeId node = NodeId.of("orders@b");
        authenticator.storePin(
                PinChange.firstUse(node, PublicKey.of(new byte[32])),
                refusal -> answers.add(Optional.ofNullable(refusal)));
        executor.shutdown();

        assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(uncaught).isEmpty();
        assertThat(trust.find(node)).isPresent();
        assertThat(answers).isEmpty();
    }

    private void admit(AuthenticatedPeer peer, boolean incoming) {
        authenticator.admit(peer, incoming, refusal -> answers.add(Optional.ofNullable(refusal)));
    }

    private static AuthenticatedPeer peer(long incarnation) {
        Session session = new Session(1, 1, List.of(), ADDRESS, incarnation, 0, 64, "default", METADATA);
        return new AuthenticatedPeer(
                NodeId.of("orders@b"), PublicKey.of(new byte[32]), session, Assurance.COOKIE_ONLY, 1);
    }
}
