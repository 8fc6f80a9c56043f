package io.barrel.p2p.spring.boot.listener;

import io.barrel.p2p.spring.boot.method.InvalidMethodException;
import io.barrel.p2p.spring.boot.method.PayloadConverter;
import io.barrel.p2p.spring.boot.method.PayloadReflectiveProcessor;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

/**
 * Makes a method of a bean take the broadcasts to a topic, those of this node too. It returns nothing and is called for one
 * broadcast at a time, on a thread of the node.
 *
 * <p>Its parameters are any of {@link io.barrel.p2p.gossip.Broadcast}, {@code byte[]}, {@link java.nio.ByteBuffer}, {@link
 * String} (the payload as UTF-8), {@link io.barrel.p2p.wire.NodeId} (who published it), and at most one of another type, which
 * the {@link PayloadConverter} makes of the payload: by default with the application's {@code JsonMapper}, of JSON.
 *
 * <p>With {@link io.barrel.p2p.gossip.Lagged} as its only parameter a method is told instead that another listener of the same
 * bean and topic was too slow and lost broadcasts.
 *
 * <p>A broadcast whose payload cannot be converted, and one whose listener throws, is logged; the next one is delivered.
 * Methods that cannot be listeners stop the start with an {@link InvalidMethodException}.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(PayloadReflectiveProcessor.class)
public @interface P2pListener {

    /** As {@link #topic}. */
    @AliasFor("topic")
    String value() default "";

    /** The topic; {@code ${…}} and {@code #{…}} are resolved at start-up. */
    @AliasFor("value")
    String topic() default "";
}
