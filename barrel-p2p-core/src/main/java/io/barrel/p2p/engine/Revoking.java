package io.barrel.p2p.engine;

import io.barrel.p2p.node.NodeInput;
import io.barrel.p2p.revocation.Revocation;
import io.barrel.p2p.revocation.RevocationBook;
import io.barrel.p2p.revocation.Revocations;
import io.barrel.p2p.revocation.SealedRevocation;
import io.barrel.p2p.security.NodeIdentity;
import io.barrel.p2p.security.Pin;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.security.TrustStore;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Revokes for users, keeps what is revoked on disk, and lifts what an operator pins. Any thread. */
final class Revoking implements Revocations {

    private static final int MAX_REQUESTS = 64;

    private static final Logger log = LoggerFactory.getLogger(Revoking.class);

    private final RevocationBook book;
    private final RevocationFile file;
    private final TrustStore trust;
    private final Supplier<NodeIdentity> identity;
    private final Clock clock;
    private final Loop loop;
    private final Executor disk;
    private final Executor completions;
    private final Consumer<NodeInput> machine;
    private final TrustStore lifting = new LiftingTrustStore();
    private final Queue<CompletableFuture<Revocation>> requests = new ConcurrentLinkedQueue<>();

    /**
     * Revocations of a node.
     *
     * @param disk writes; tasks may block
     * @param machine takes inputs, on the loop
     */
    Revoking(NodeParts parts, Executor disk, Consumer<NodeInput> machine) {
        this.book = parts.revocations();
        this.file = parts.revocationFile();
        this.trust = parts.trust();
        this.identity = parts.keys()::identity;
        this.clock = parts.runtime().clock();
        this.loop = parts.transport().loop();
        this.disk = disk;
        this.completions = parts.messaging().completions();
        this.machine = machine;
    }

    @Override
    public List<Revocation> all() {
        return book.all();
    }

    @Override
    public boolean isRevoked(NodeId node) {
        return book.node(node);
    }

    @Override
    public CompletionStage<Revocation> revoke(NodeId node, String reason) {
        SealedRevocation sealed;
        try {
            sealed = book.issue(identity.get(), node, keysOf(node), reason, clock.millis());
        } catch (IllegalStateException full) {
            return CompletableFuture.failedFuture(full);
        }
        requests.removeIf(CompletableFuture::isDone);
        if (requests.size() >= MAX_REQUESTS) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException(MAX_REQUESTS + " revocations are under way: try again later"));
        }
        CompletableFuture<Revocation> result = new CompletableFuture<>();
        requests.add(result);
        try {
            loop.execute(() -> {
                machine.accept(new NodeInput.Revoke(sealed));
                written(sealed.revocation(), result);
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(stopped());
        }
        return result;
    }

    /** Every key that this node knows to be, or to have been, of that one: all are barred with its name. */
    private List<String> keysOf(NodeId node) {
        return trust.find(node).map(Revoking::keysOf).orElse(List.of());
    }

    private static List<String> keysOf(Pin pin) {
        List<String> keys = new ArrayList<>(pin.predecessors());
        keys.add(pin.publicKey().fingerprint());
        return keys;
    }

    private void written(Revocation revocation, CompletableFuture<Revocation> result) {
        try {
            disk.execute(() -> {
                try {
                    file.save(book);
                    finish(() -> result.complete(revocation));
                } catch (IOException e) {
                    finish(() -> result.completeExceptionally(unwritten(e)));
                }
            });
        } catch (RejectedExecutionException e) {
            IOException why = new IOException("the disk does not keep up, or the node stops", e);
            finish(() -> result.completeExceptionally(unwritten(why)));
        }
    }

    /** What hangs on a future is the application's, and holds up neither the loop nor the disk. */
    private void finish(Runnable completion) {
        try {
            completions.execute(completion);
        } catch (RejectedExecutionException e) {
            // The node stops and ends all requests; what hangs on this one, if it is none of them any more, runs here.
            completion.run();
        }
    }

    private static UncheckedIOException unwritten(IOException e) {
        return new UncheckedIOException(
                "The revocation is in force, but could not be written: this node will not know it after a restart ("
                        + e.getMessage() + ")",
                e);
    }

    /** Makes durable what came from other nodes, soon. */
    void save() {
        try {
            disk.execute(() -> {
                try {
                    file.save(book);
                } catch (IOException e) {
                    log.atError()
                            .setCause(e)
                            .log("Revocations could not be written; they are in force until this node stops");
                }
            });
        } catch (RejectedExecutionException e) {
            log.atWarn().log("Revocations are not written now: the disk does not keep up, or the node stops");
        }
    }

    /** The pins, of which those of an operator lift revocations. */
    TrustStore trustStore() {
        return lifting;
    }

    /** Nothing more is done: ends what waits. */
    void close() {
        requests.forEach(request -> request.completeExceptionally(stopped()));
    }

    private static IllegalStateException stopped() {
        return new IllegalStateException("The node stopped before the revocation was written");
    }

    /** Pins first: a crash in between leaves the node barred, and the operator without an answer. */
    private void lift(NodeId node, PublicKey key) {
        if (!book.lift(node, key.fingerprint())) {
            return;
        }
        log.atWarn()
                .addKeyValue("node", node)
                .addKeyValue("fingerprint", key.fingerprint())
                .log("The revocation of {} is lifted here: an operator pinned its key", node);
        try {
            loop.execute(() -> machine.accept(new NodeInput.Lifted(node)));
        } catch (RejectedExecutionException e) {
            log.atDebug().addKeyValue("node", node).log("Nothing shows that {} is back: this node stops", node);
        }
        try {
            file.save(book);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The key of " + node
                            + " is pinned and its revocation lifted, but that could not be written: it will be"
                            + " barred again after a restart (" + e.getMessage() + ")",
                    e);
        }
    }

    private final class LiftingTrustStore implements TrustStore {

        @Override
        public Optional<Pin> find(NodeId node) {
            return trust.find(node);
        }

        @Override
        public List<Pin> pins() {
            return trust.pins();
        }

        @Override
        public Pin pin(NodeId node, PublicKey publicKey, Pin.Source source) {
            Pin pin = trust.pin(node, publicKey, source);
            if (source == Pin.Source.OPERATOR) {
                lift(node, publicKey);
            }
            return pin;
        }

        @Override
        public boolean remove(NodeId node) {
            return trust.remove(node);
        }

        @Override
        public void seen(NodeId node) {
            trust.seen(node);
        }
    }
}
