package io.barrel.p2p;

import io.barrel.p2p.engine.NodeEngine;
import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.Addresses;
import io.barrel.p2p.messaging.Handlers;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.messaging.MessagingConfig;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.messaging.MessagingStatus;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Messages of a node that may be started and stopped. Any thread. */
final class NodeMessaging implements Messaging {

    private final Supplier<Optional<NodeEngine>> running;
    private final MessagingConfig config;
    private final Handlers handlers;

    NodeMessaging(Supplier<Optional<NodeEngine>> running, MessagingConfig config, Handlers handlers) {
        this.running = running;
        this.config = config;
        this.handlers = handlers;
    }

    @Override
    public CompletionStage<Void> send(NodeId to, String address, ByteBuffer payload) {
        return submit(to, address, payload, Map.of(), false, config.sendTimeout())
                .thenApply(nothing -> null);
    }

    @Override
    public CompletionStage<ByteBuffer> request(
            NodeId to, String address, ByteBuffer payload, Map<String, String> context, Duration timeout) {
        return submit(to, address, payload, context, true, timeout);
    }

    private CompletableFuture<ByteBuffer> submit(
            NodeId to,
            String address,
            ByteBuffer payload,
            Map<String, String> context,
            boolean wantsReply,
            Duration timeout) {
        Addresses.require(address);
        Addresses.requireContext(context);
        Addresses.requireTimeout(timeout);
        if (payload.remaining() > MAX_PAYLOAD) {
            return failed(
                    MessagingFailure.TOO_LARGE,
                    to,
                    address,
                    "A message to " + address + " of " + to + " has " + payload.remaining() + " bytes, and at most "
                            + MAX_PAYLOAD + " are taken: send larger content in parts");
        }
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining())
                .put(payload.duplicate())
                .flip();
        return running.get()
                .map(node -> node.submit(to, address, copy, Map.copyOf(context), wantsReply, timeout))
                .orElseGet(() -> failed(
                        MessagingFailure.STOPPED,
                        to,
                        address,
                        "The node is not running: start it before it sends to " + address + " of " + to));
    }

    private static CompletableFuture<ByteBuffer> failed(
            MessagingFailure failure, NodeId to, String address, String text) {
        return CompletableFuture.failedFuture(new MessagingException(failure, to, address, text));
    }

    @Override
    public Subscription handle(String address, MessageHandler handler) {
        Addresses.requireUserAddress(address);
        return handlers.add(address, handler);
    }

    @Override
    public MessagingStatus status() {
        return running.get().map(NodeEngine::messaging).orElse(MessagingStatus.NONE);
    }
}
