package io.barrel.p2p.spring.boot.service;

import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.spring.boot.method.BeanMethod;
import io.barrel.p2p.spring.boot.method.MessageAnswers;
import io.barrel.p2p.spring.boot.method.PayloadException;
import io.barrel.p2p.spring.boot.method.Reply;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.slf4j.LoggerFactory;

/**
 * A service that a bean offers.
 *
 * @param bean what logs call the bean
 * @param metadata what is told about it
 * @param text the methods, for whoever calls one that is not there
 * @param methods by what a call says of them
 */
record OfferedService(
        String bean, Map<String, String> metadata, String text, Map<Signature, Method> methods, JsonCalls calls)
        implements MessageHandler {

    private static final MessageAnswers answers = new MessageAnswers(LoggerFactory.getLogger(P2pService.class));

    @Override
    public CompletionStage<ByteBuffer> onMessage(Message message) {
        JsonCalls.Call call;
        Method method;
        try {
            call = calls.read(message.payload());
            method = find(call.signature());
        } catch (PayloadException e) {
            return answers.refuse(message, bean, e);
        }
        return answers.answer(message, method.called(), call, method.reply());
    }

    private Method find(Signature signature) throws PayloadException {
        Method method = methods.get(signature);
        if (method == null) {
            throw new PayloadException("there is no method " + signature + ", but " + text, null);
        }
        return method;
    }

    /**
     * A method of it.
     *
     * @param called the method of the bean
     * @param reply makes the reply of what it returns
     */
    record Method(BeanMethod<JsonCalls.Call> called, Reply reply) {}
}
