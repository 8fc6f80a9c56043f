package io.barrel.p2p.engine;

import io.barrel.p2p.messaging.Call;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A call and the future of who made it. */
final class FutureCall extends Call {

    private final CompletableFuture<ByteBuffer> future = new CompletableFuture<>();
    private final long startNanos = System.nanoTime();
    private final int bytes;

    FutureCall(
            NodeId to,
            String address,
            ByteBuffer payload,
            Map<String, String> context,
            boolean wantsReply,
            long timeoutMillis) {
        super(to, address, payload, context, wantsReply, timeoutMillis);
        this.bytes = payload.remaining();
    }

    CompletableFuture<ByteBuffer> future() {
        return future;
    }

    /**
     * Runs a task when the future is completed, whoever does it.
     *
     * @param ended told whether it was cancelled
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the task does not fail
    void whenEnded(Consumer<Boolean> ended) {
        future.whenComplete((reply, failure) -> ended.accept(future.isCancelled()));
    }

    int bytes() {
        return bytes;
    }

    long nanos() {
        return System.nanoTime() - startNanos;
    }

    /** What its future fails with. */
    MessagingException failure(MessagingFailure failure, String detail) {
        String advice = switch (failure) {
            case UNKNOWN_NODE -> "; see the roster for who is a member";
            case UNREACHABLE -> "; it may have been handled: repeat it only if that does no harm";
            case TIMEOUT -> "; it may have been handled: repeat it only if that does no harm, or allow more time";
            case REJECTED -> "; it was not handled: try again later, or elsewhere";
            case TOO_LARGE -> "; send larger content in parts";
            case NO_HANDLER -> "; register a handler there, or send it to a node that has one";
            case REMOTE_ERROR -> "; see the log of that node";
            case OVERLOADED, STOPPED -> "";
        };
        return new MessagingException(failure, to(), address(), "The " + this + " failed: " + detail + advice);
    }
}
