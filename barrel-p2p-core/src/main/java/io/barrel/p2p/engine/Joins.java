package io.barrel.p2p.engine;

import io.barrel.p2p.membership.JoinException;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Joins that an operator asked for and that are not settled yet. Confined to the loop; every future completes. */
final class Joins {

    /** How long a linked contact may take to accept. */
    static final long BOUND = 10_000;

    private final Loop loop;
    private final Map<NodeId, List<CompletableFuture<Views>>> waiting = new LinkedHashMap<>();

    Joins(Loop loop) {
        this.loop = loop;
    }

    static JoinException notReached(String contact, String failure) {
        return new JoinException(
                "Could not join through " + contact + ": " + (failure.isEmpty() ? "it names no other node" : failure));
    }

    void add(NodeId contact, CompletableFuture<Views> future) {
        waiting.computeIfAbsent(contact, node -> new ArrayList<>()).add(future);
        loop.schedule(
                () -> fail(contact, List.of(future), contact + " did not answer the join within " + BOUND + " ms"),
                BOUND);
    }

    /** The contact does not take this node. */
    void refused(NodeId contact) {
        fail(contact, contact + " refused the join");
    }

    /** The link to the contact ended. */
    void lost(NodeId contact) {
        fail(contact, "The link to " + contact + " ended before it accepted the join");
    }

    /** Completes the joins whose contact is an active peer now. */
    void settle(OverlayState state, Supplier<Views> views) {
        List<NodeId> accepted =
                waiting.keySet().stream().filter(state::isActive).toList();
        for (NodeId contact : accepted) {
            List<CompletableFuture<Views>> futures = waiting.remove(contact);
            if (futures != null) {
                futures.forEach(future -> future.complete(views.get()));
            }
        }
    }

    private void fail(NodeId contact, String message) {
        List<CompletableFuture<Views>> futures = waiting.get(contact);
        if (futures != null) {
            fail(contact, List.copyOf(futures), message);
        }
    }

    private void fail(NodeId contact, List<CompletableFuture<Views>> failed, String message) {
        failed.forEach(future -> future.completeExceptionally(new JoinException(message)));
        waiting.computeIfPresent(contact, (node, futures) -> {
            futures.removeIf(CompletableFuture::isDone);
            return futures.isEmpty() ? null : futures;
        });
    }
}
