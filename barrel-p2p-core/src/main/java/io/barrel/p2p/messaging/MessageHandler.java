package io.barrel.p2p.messaging;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Handles messages to an address. Called on an executor of the node, for one message of a sender after the other and for several
 * senders at once; it may block.
 */
@FunctionalInterface
public interface MessageHandler {

    /**
     * Handles a message. The next one of the same sender follows when this has returned, done or not.
     *
     * @return the reply, at most {@link Messaging#MAX_PAYLOAD} bytes, whose completion may come later; not changed any more; ignored if none is wanted.
     *     Its failure, which is logged at debug level only, is the sender's {@link MessagingFailure#REMOTE_ERROR}
     * @throws Exception logged as a warning, and told to the sender as {@link MessagingFailure#REMOTE_ERROR}, with its message
     */
    CompletionStage<ByteBuffer> onMessage(Message message) throws Exception;

    /** A handler that replies at once. */
    static MessageHandler replying(Function<Message, ByteBuffer> handler) {
        return message -> CompletableFuture.completedFuture(handler.apply(message));
    }

    /** A handler that has nothing to reply. */
    static MessageHandler consuming(Consumer<Message> handler) {
        return message -> {
            handler.accept(message);
            return CompletableFuture.completedFuture(ByteBuffer.allocate(0));
        };
    }
}
