package io.barrel.p2p.spring.boot.service;

import io.barrel.p2p.service.InstanceChoice;
import java.time.Duration;

/**
 * Makes clients of services, {@link P2pService} beans for instance: objects that implement an interface by calling a service,
 * wherever it is. Any thread, and so are the clients; making one asks nobody.
 *
 * <p>What a method of the interface does follows from what it returns:
 *
 * <ul>
 *   <li>{@link java.util.concurrent.CompletionStage} or {@link java.util.concurrent.CompletableFuture}: returns at once; completes
 *       with the result, or fails as below. Cancelling it tells the other node.
 *   <li>{@code void}: a message without a reply to {@link io.barrel.p2p.service.ServiceRegistry#cast}, the instance on this node
 *       or the nearest. Returns at once; that it does not arrive, or fails there, is logged at debug level and not told.
 *   <li>Anything else: waits for the result. If the thread is interrupted, gives up with {@link
 *       java.util.concurrent.CancellationException} and leaves it interrupted.
 *   <li>A {@code default} method is run here and calls nothing. It may call the others.
 * </ul>
 *
 * <p>A call fails with {@link io.barrel.p2p.service.NoSuchServiceException}, {@link io.barrel.p2p.messaging.MessagingException},
 * or, if the reply is not what the method returns, {@code tools.jackson.core.JacksonException}. Arguments that cannot be written
 * throw that at once. Exceptions of the service's method are a {@link
 * io.barrel.p2p.messaging.MessagingFailure#REMOTE_ERROR} whose text names them: their types are not sent.
 */
public interface P2pClients {

    /**
     * A client that calls the instance on this node or the nearest, and waits for {@code barrel.p2p.service.timeout}.
     *
     * @param type an interface
     * @param service the name of the service
     * @throws io.barrel.p2p.spring.boot.method.InvalidMethodException if a method of the interface cannot be called
     * @throws IllegalArgumentException if no service can have that name
     */
    <T> T client(Class<T> type, String service);

    /**
     * A client that calls an instance of the caller's choice.
     *
     * @param type an interface
     * @param service the name of the service
     * @param timeout how long to wait for a result, 1 ms to {@link io.barrel.p2p.messaging.Messaging#MAX_TIMEOUT}
     * @param choice which instance a method calls that is not {@code void}
     * @throws io.barrel.p2p.spring.boot.method.InvalidMethodException if a method of the interface cannot be called
     * @throws IllegalArgumentException if no service can have that name, or the timeout is out of bounds
     */
    <T> T client(Class<T> type, String service, Duration timeout, InstanceChoice choice);
}
