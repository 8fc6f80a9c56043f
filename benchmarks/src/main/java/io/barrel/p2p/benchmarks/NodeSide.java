package io.barrel.p2p.benchmarks;

import io.barrel.p2p.BarrelP2p;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** This library. */
final class NodeSide implements Side {

    private static final Duration TIMEOUT = Duration.ofSeconds(PATIENCE_SECONDS);

    private final BarrelP2p caller;
    private final BarrelP2p visitor;
    private final String door;

    /**
     * Joins the node of the other process.
     *
     * @param base where data directories are made
     * @param called contact of {@link Nodes#CALLED}
     * @param door contact of {@link Nodes#DOOR}
     */
    NodeSide(Path base, String called, String door) throws InterruptedException {
        this.caller = Nodes.create(Nodes.CALLER, base);
        this.visitor = Nodes.create(Nodes.VISITOR, base);
        this.door = door;
        caller.start();
        Side.get(caller.membership().join(called).toCompletableFuture());
    }

    @Override
    public CompletableFuture<ByteBuffer> request(ByteBuffer payload) {
        return caller.messaging()
                .request(Nodes.CALLED, Nodes.ADDRESS, payload, TIMEOUT)
                .toCompletableFuture();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what fails is told
    public void send(ByteBuffer payload, Consumer<@Nullable Throwable> done) {
        caller.messaging()
                .send(Nodes.CALLED, Nodes.ADDRESS, payload)
                .whenComplete((nothing, failure) -> done.accept(failure));
    }

    /**
     * From the join to the first reply: handshake, authentication, the agreement to be neighbours, and a request. The start of
     * the node before and its stop after do not count.
     */
    @Override
    public long connect(ByteBuffer payload) throws InterruptedException {
        visitor.start();
        try {
            long start = System.nanoTime();
            Side.get(visitor.membership().join(door).toCompletableFuture());
            Side.get(visitor.messaging()
                    .request(Nodes.DOOR, Nodes.ADDRESS, payload, TIMEOUT)
                    .toCompletableFuture());
            return System.nanoTime() - start;
        } finally {
            visitor.stop();
        }
    }

    @Override
    public void close() {
        visitor.close();
        caller.close();
    }
}
