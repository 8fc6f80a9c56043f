package io.barrel.p2p.spring.boot.messaging;

import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.spring.boot.method.BeanMethod;
import io.barrel.p2p.spring.boot.method.MessageAnswers;
import io.barrel.p2p.spring.boot.method.Reply;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.slf4j.LoggerFactory;

/** A method that handles messages. */
final class HandlerMethod implements MessageHandler {

    private static final MessageAnswers answers = new MessageAnswers(LoggerFactory.getLogger(P2pHandler.class));

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
        return answers.answer(message, method, message, reply);
    }
}
