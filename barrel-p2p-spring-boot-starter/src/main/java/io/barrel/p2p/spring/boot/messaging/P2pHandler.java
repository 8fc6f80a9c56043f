package io.barrel.p2p.spring.boot.messaging;

import io.barrel.p2p.spring.boot.method.InvalidMethodException;
import io.barrel.p2p.spring.boot.method.PayloadConverter;
import io.barrel.p2p.spring.boot.method.PayloadReflectiveProcessor;
import io.barrel.p2p.spring.boot.method.PayloadWriter;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

/**
 * Makes a method of a bean handle the messages to an address of this node: the only one of the application for that address. It
 * is called for one message of a sender after the other and for several senders at once, on a thread of the node, and may block.
 *
 * <p>Its parameters are any of {@link io.barrel.p2p.messaging.Message}, {@code byte[]}, {@link java.nio.ByteBuffer}, {@link
 * String} (the payload as UTF-8), {@link io.barrel.p2p.wire.NodeId} (who sent it), and at most one of another type, which the
 * {@link PayloadConverter} makes of the payload: by default with the application's {@code JsonMapper}, of JSON.
 *
 * <p>What it returns is the reply: {@code byte[]}, {@link java.nio.ByteBuffer} and {@link String} as they are, another type as the
 * {@link PayloadWriter} writes it, by default as JSON; {@code void} is an empty reply. A {@link
 * java.util.concurrent.CompletionStage} of these replies when it completes, and the next message of the sender follows before.
 *
 * <p>A payload that cannot be converted and an exception are logged, and the sender of a request is told as {@link
 * io.barrel.p2p.messaging.MessagingFailure#REMOTE_ERROR}. Methods that cannot be handlers stop the start with an {@link
 * InvalidMethodException}.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(PayloadReflectiveProcessor.class)
public @interface P2pHandler {

    /** As {@link #address}. */
    @AliasFor("address")
    String value() default "";

    /** The address; {@code ${…}} and {@code #{…}} are resolved at start-up. */
    @AliasFor("value")
    String address() default "";
}
