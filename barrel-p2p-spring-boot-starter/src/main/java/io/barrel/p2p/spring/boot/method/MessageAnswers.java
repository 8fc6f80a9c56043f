package io.barrel.p2p.spring.boot.method;

import io.barrel.p2p.messaging.Message;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Has methods answer messages. What goes wrong in a call is logged, and the reply fails with it. */
public final class MessageAnswers {

    /** The reply that says nothing. */
    public static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final Logger logger;

    /** Answers that log there. */
    public MessageAnswers(Logger logger) {
        this.logger = logger;
    }

    /**
     * Calls a method for a message.
     *
     * @param called what the method is called for: the message, or what it says
     * @param reply makes the reply of what it returns
     * @return what it replies, when that is known; never null, and nothing is thrown
     */
    public <M> CompletionStage<ByteBuffer> answer(Message message, BeanMethod<M> method, M called, Reply reply) {
        Object returned;
        try {
            returned = method.call(called);
        } catch (PayloadException e) {
            return refuse(message, method.name(), e);
        } catch (InvocationTargetException e) {
            failed(message, method.name(), e.getTargetException());
            return CompletableFuture.failedStage(e.getTargetException());
        } catch (Error e) {
            // As a stack that overflows: it must not end the thread, which has messages of this sender before it.
            failed(message, method.name(), e);
            return CompletableFuture.failedStage(e);
        }
        Answer answer = new Answer(message, method.name(), reply, new CompletableFuture<>());
        if (returned instanceof CompletionStage<?> stage) {
            stage.whenComplete((value, failure) -> complete(answer, value, failure));
        } else {
            complete(answer, returned, null);
        }
        return answer.result();
    }

    /** Completes the answer in any case: else the sender would wait for as long as it may. */
    private void complete(Answer answer, @Nullable Object value, @Nullable Throwable failure) {
        Throwable reason = failure;
        if (reason instanceof CompletionException && reason.getCause() != null) {
            reason = reason.getCause();
        }
        if (reason == null) {
            try {
                answer.result()
                        .complete(answer.message().wantsReply() ? answer.reply().of(value) : EMPTY);
                return;
            } catch (IOException | RuntimeException | Error e) {
                reason = e;
            }
        }
        failed(answer.message(), answer.method(), reason);
        answer.result().completeExceptionally(reason);
    }

    /**
     * Answers a message that cannot be read.
     *
     * @param taker what cannot take it
     */
    public CompletionStage<ByteBuffer> refuse(Message message, String taker, PayloadException failure) {
        logger.atWarn()
                .addKeyValue("address", message.address())
                .addKeyValue("peer", message.from())
                .log(
                        "Refused a message to {} by {} that {} cannot take: {}",
                        message.address(),
                        message.from(),
                        taker,
                        failure.getMessage());
        logger.debug("Why it cannot", failure);
        return CompletableFuture.failedStage(failure);
    }

    private void failed(Message message, String method, Throwable failure) {
        logger.atError()
                .addKeyValue("address", message.address())
                .addKeyValue("peer", message.from())
                .setCause(failure)
                .log("{} failed for a message to {}", method, message.address());
    }

    private record Answer(Message message, String method, Reply reply, CompletableFuture<ByteBuffer> result) {}
}
