package io.barrel.p2p.transport.quic;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Resolves host names off the loop, on a few threads that end when idle; literals need none. */
final class HostResolver implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int WAITING = 1_024;

    private final ThreadPoolExecutor executor;

    /** A resolver whose threads have that name. */
    HostResolver(String threadName) {
        executor = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, threadName);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /** The addresses of a host, at least one; fails with {@link UnknownHostException}. Completes on any thread. */
    CompletionStage<List<InetAddress>> resolve(String host) {
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
            if (literal != null) {
                return CompletableFuture.completedFuture(List.of(literal));
            }
        }
        CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    result.complete(List.of(InetAddress.getAllByName(host)));
                } catch (UnknownHostException | RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new UnknownHostException(host + ": too many names are being resolved"));
        }
        return result;
    }

    /** Gives up what is being resolved. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
