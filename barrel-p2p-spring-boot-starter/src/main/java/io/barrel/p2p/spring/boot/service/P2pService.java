package io.barrel.p2p.spring.boot.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;
import org.springframework.core.annotation.AliasFor;

/**
 * Offers methods of a bean as a service of this node: while the application runs, and no longer when it begins to stop. {@link
 * P2pClients} call it from any member of the cluster.
 *
 * <p>Arguments and results are JSON, read and written by the application's {@code JsonMapper} as the types that the methods
 * declare. A method may return a value, nothing, or a {@link java.util.concurrent.CompletionStage}, whose completion is the
 * reply. Methods are called on threads of the node and may block: for one call of a calling node after the other, and for several
 * nodes at once. A method that returns a stage gets the next call before the stage completes.
 *
 * <p>A call that cannot be read and an exception are logged, and the caller is told as {@link
 * io.barrel.p2p.messaging.MessagingFailure#REMOTE_ERROR}. Beans that cannot be services stop the start with an {@link
 * io.barrel.p2p.spring.boot.method.InvalidMethodException}. Without Jackson on the class path nothing is offered.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(ServiceReflectiveProcessor.class)
public @interface P2pService {

    /** As {@link #name}. */
    @AliasFor("name")
    String value() default "";

    /** The service, of which a node has one with that name; {@code ${…}} and {@code #{…}} are resolved at start-up. */
    @AliasFor("value")
    String name() default "";

    /**
     * The interface whose abstract methods are offered. By default the only one that the class implements, those of Java and
     * Spring aside; if there are none or several, the public methods that the class itself declares, without those that such an
     * interface prescribes.
     */
    Class<?> type() default void.class;

    /** Told to whoever looks the service up, as {@code "key=value"}; values are resolved as the name is. */
    String[] metadata() default {};
}
