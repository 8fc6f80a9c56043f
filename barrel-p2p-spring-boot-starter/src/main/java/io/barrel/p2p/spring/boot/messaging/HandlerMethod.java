package io.barrel.p2p.spring.boot.messaging;

import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.spring.boot.method.BeanMethod;
import io.barrel.p2p.spring.boot.method.PayloadException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A method that handles messages. What goes wrong in a call is logged, and the reply fails with it. */
final class HandlerMethod implements MessageHandler {

    private static final Logger logger = LoggerFactory.getLogger(P2pHandler.class);

    private final BeanMethod<Message> method;
    private final Reply reply;

    HandlerMethod(BeanMethod<Message> method, Reply reply) {
        this.method = method;
        this.reply = reply;
    }

    String name() {
        return method.name();
    }

    @Override
    public CompletionStage<ByteBuffer> onMessage(Message message) {
        Object returned;
        try {
            returned = method.call(message);
        } catch (PayloadException e) {
            refused(message, e);
            return CompletableFuture.failedStage(e);
        } catch (InvocationTargetException e) {
            failed(message, e.getTargetException());
            return CompletableFuture.failedStage(e.getTargetException());
        } catch (Error e) {
            // As a stack that overflows: it must not end the thread, which has messages of this sender before it.
            failed(message, e);
            return CompletableFuture.failedStage(e);
        }
        CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();
        if (returned instanceof CompletionStage<?> stage) {
            stage.whenComplete((value, failure) -> answer(answer, message, value, failure));
        } else {
            answer(answer, message, returned, null);
        }
        return answer;
    }

    /** Completes the answer in any case: else the sender would wait for as long as it may. */
    private void answer(
            CompletableFuture<ByteBuffer> answer,
            Message message,
            @Nullable Object value,
            @Nullable Throwable failure) {
        Throwable reason = failure;
        if (reason instanceof CompletionException && reason.getCause() != null) {
            reason = reason.getCause();
        }
        if (reason == null) {
            try {
                answer.complete(message.wantsReply() ? reply.of(value) : Replies.EMPTY);
                return;
            } catch (IOException | RuntimeException | Error e) {
                reason = e;
            }
        }
        failed(message, reason);
        answer.completeExceptionally(reason);
    }

    private void refused(Message message, PayloadException failure) {
        logger.atWarn()
                .addKeyValue("address", message.address())
                .addKeyValue("peer", message.from())
                .log(
                        "Refused a message to {} by {} that {} cannot take: {}",
                        message.address(),
                        message.from(),
                        name(),
                        failure.getMessage());
        logger.debug("Why it cannot", failure);
    }

    private void failed(Message message, Throwable failure) {
        logger.atError()
                .addKeyValue("address", message.address())
                .addKeyValue("peer", message.from())
                .setCause(failure)
                .log("{} failed for a message to {}", name(), message.address());
    }
}
