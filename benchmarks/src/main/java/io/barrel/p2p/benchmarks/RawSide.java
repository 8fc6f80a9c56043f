package io.barrel.p2p.benchmarks;

import io.barrel.p2p.benchmarks.raw.RawClient;
import io.barrel.p2p.benchmarks.raw.RawConnection;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** QUIC alone. */
final class RawSide implements Side {

    private final RawClient client;
    private final RawConnection connection;

    /** Connects to the server that listens on that port. */
    RawSide(int port) throws InterruptedException {
        client = new RawClient(port);
        connection = Side.get(client.connect());
    }

    @Override
    public CompletableFuture<ByteBuffer> request(ByteBuffer payload) {
        return connection.request(payload);
    }

    @Override
    public void send(ByteBuffer payload, Consumer<@Nullable Throwable> done) {
        connection.send(payload, done);
    }

    /** From the dial to the first reply. */
    @Override
    public long connect(ByteBuffer payload) throws InterruptedException {
        long start = System.nanoTime();
        try (RawConnection fresh = Side.get(client.connect())) {
            Side.get(fresh.request(payload));
            return System.nanoTime() - start;
        }
    }

    @Override
    public void close() {
        connection.close();
        client.close();
    }
}
