package io.barrel.p2p.spring.boot.listener;

import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.Lagged;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A method that is called for broadcasts, or told of lost ones. What goes wrong in a call is logged and nothing else. */
final class ListenerMethod {

    private static final Logger logger = LoggerFactory.getLogger(P2pListener.class);

    /** Whatever could end a line, drive a terminal or turn the direction of a text. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]+");

    private static final int SHOWN = 500;

    private final String name;
    private final Method method;
    private final Supplier<Object> bean;
    private final List<ListenerArgument> arguments;

    /**
     * A listener.
     *
     * @param name what logs call it
     * @param method the method, accessible
     * @param bean the bean to call it on, asked for at each call, as beans may be lazy or of any scope
     * @param arguments what its parameters are given; none if it takes {@link Lagged}
     */
    ListenerMethod(String name, Method method, Supplier<Object> bean, List<ListenerArgument> arguments) {
        this.name = name;
        this.method = method;
        this.bean = bean;
        this.arguments = arguments;
    }

    void onBroadcast(Broadcast broadcast) {
        Object[] values = new Object[arguments.size()];
        try {
            for (int i = 0; i < values.length; i++) {
                values[i] = arguments.get(i).of(broadcast);
            }
        } catch (PayloadException e) {
            skipped(broadcast, e);
            return;
        }
        invoke(broadcast.topic(), broadcast.origin(), values);
    }

    void onLagged(Lagged lagged) {
        invoke(lagged.topic(), "", lagged);
    }

    private void invoke(String topic, Object origin, Object... values) {
        try {
            method.invoke(bean.get(), values);
        } catch (InvocationTargetException e) {
            if (e.getTargetException() instanceof VirtualMachineError error) {
                throw error;
            }
            failed(topic, origin, e.getTargetException());
        } catch (IllegalAccessException | RuntimeException e) {
            failed(topic, origin, e);
        }
    }

    /** In one line of bounded length: whoever may broadcast could fill a log with traces and payloads. */
    private void skipped(Broadcast broadcast, PayloadException failure) {
        Throwable cause = failure.getCause();
        String reason = printable(failure.getMessage() + (cause == null ? "" : ": " + cause.getMessage()));
        logger.atWarn()
                .addKeyValue("topic", broadcast.topic())
                .addKeyValue("origin", broadcast.origin())
                .log(
                        "Skipped a broadcast to {} by {} that {} cannot take: {}",
                        broadcast.topic(),
                        broadcast.origin(),
                        name,
                        reason);
        logger.debug("Why it cannot", failure);
    }

    private static String printable(String reason) {
        String head = reason.length() > SHOWN ? reason.substring(0, SHOWN) + "…" : reason;
        return UNPRINTABLE.matcher(head).replaceAll(" ");
    }

    private void failed(String topic, Object origin, Throwable failure) {
        logger.atError()
                .addKeyValue("topic", topic)
                .addKeyValue("origin", origin)
                .setCause(failure)
                .log("{} failed for a broadcast to {}", name, topic);
    }
}
