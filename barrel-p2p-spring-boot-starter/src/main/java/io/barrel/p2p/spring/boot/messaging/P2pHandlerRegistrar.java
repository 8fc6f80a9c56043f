package io.barrel.p2p.spring.boot.messaging;

import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.Addresses;
import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.spring.boot.method.AnnotatedMethod;
import io.barrel.p2p.spring.boot.method.MethodArguments;
import io.barrel.p2p.spring.boot.method.MethodRegistrar;
import io.barrel.p2p.spring.boot.method.PayloadConverter;
import io.barrel.p2p.spring.boot.method.PayloadWriter;
import io.barrel.p2p.spring.boot.method.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Registers the {@link P2pHandler} methods of all beans. */
public final class P2pHandlerRegistrar extends MethodRegistrar<P2pHandler> {

    private static final String ADDRESS_REMEDY =
            "Give @P2pHandler an address, such as @P2pHandler(\"prices\") or @P2pHandler(\"${app.address}\").";

    private final Supplier<Messaging> messaging;
    private final Supplier<@Nullable PayloadConverter> converter;
    private final Supplier<@Nullable PayloadWriter> writer;
    private final Map<String, HandlerMethod> handlers = new LinkedHashMap<>();

    /**
     * A registrar.
     *
     * @param beans whose methods are looked at
     * @param messaging where to register, asked for if there is a handler
     * @param converter makes parameters of payloads; null if there is none
     * @param writer makes replies of what handlers return; null if there is none
     * @param phase when to register: before the phase of the node
     */
    public P2pHandlerRegistrar(
            ConfigurableListableBeanFactory beans,
            Supplier<Messaging> messaging,
            Supplier<@Nullable PayloadConverter> converter,
            Supplier<@Nullable PayloadWriter> writer,
            int phase) {
        super(beans, P2pHandler.class, phase);
        this.messaging = messaging;
        this.converter = converter;
        this.writer = writer;
    }

    @Override
    protected void found(Map<AnnotatedMethod, P2pHandler> methods) {
        MethodArguments<Message> arguments = new MethodArguments<>(
                Message.class, Message::from, message -> message.payload().duplicate(), converter.get());
        Replies replies = new Replies(writer.get());
        methods.forEach((method, annotation) -> {
            String address =
                    method.resolve("address", annotation.address(), Addresses::requireUserAddress, ADDRESS_REMEDY);
            Reply reply = replies.of(method);
            HandlerMethod handler = new HandlerMethod(method.bind(arguments.of(method)), reply);
            HandlerMethod other = handlers.putIfAbsent(address, handler);
            if (other != null) {
                throw method.invalid(
                        "handles messages to '" + address + "', and so does " + other.name(),
                        "Give each an address of its own.",
                        null);
            }
        });
    }

    @Override
    protected void register(Consumer<Subscription> registered) {
        handlers.forEach((address, handler) -> registered.accept(messaging.get().handle(address, handler)));
    }
}
