package io.barrel.p2p.spring.boot.listener;

import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.gossip.Lagged;
import io.barrel.p2p.gossip.Topics;
import io.barrel.p2p.spring.boot.method.AnnotatedMethod;
import io.barrel.p2p.spring.boot.method.BeanMethod;
import io.barrel.p2p.spring.boot.method.MethodArguments;
import io.barrel.p2p.spring.boot.method.MethodRegistrar;
import io.barrel.p2p.spring.boot.method.PayloadConverter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Subscribes the {@link P2pListener} methods of all beans. */
public final class P2pListenerRegistrar extends MethodRegistrar<P2pListener> {

    private static final String TOPIC_REMEDY =
            "Give @P2pListener a topic, such as @P2pListener(\"prices\") or @P2pListener(\"${app.topic}\").";

    private final Supplier<Gossip> gossip;
    private final Supplier<@Nullable PayloadConverter> converter;
    private final List<Listener> listeners = new ArrayList<>();

    /**
     * A registrar.
     *
     * @param beans whose methods are looked at
     * @param gossip what to subscribe to, asked for if there is a listener
     * @param converter makes parameters of payloads; null if there is none
     * @param phase when to subscribe: before the phase of the node
     */
    public P2pListenerRegistrar(
            ConfigurableListableBeanFactory beans,
            Supplier<Gossip> gossip,
            Supplier<@Nullable PayloadConverter> converter,
            int phase) {
        super(beans, P2pListener.class, phase);
        this.gossip = gossip;
        this.converter = converter;
    }

    @Override
    protected void found(Map<AnnotatedMethod, P2pListener> methods) {
        MethodArguments<Broadcast> arguments =
                new MethodArguments<>(Broadcast.class, Broadcast::origin, Broadcast::payload, converter.get());
        Map<String, List<BeanMethod<Lagged>>> told = new LinkedHashMap<>();
        Map<AnnotatedMethod, String> unheard = new LinkedHashMap<>();
        methods.forEach((method, annotation) -> {
            requireVoid(method);
            if (method.parameterTypes().equals(List.of(Lagged.class))) {
                String topic = topic(method, annotation);
                told.computeIfAbsent(topic, key -> new ArrayList<>()).add(method.bind(List.of(lagged -> lagged)));
                unheard.put(method, topic);
            }
        });
        methods.forEach((method, annotation) -> {
            List<Type> types = method.parameterTypes();
            if (!types.equals(List.of(Lagged.class))) {
                requireNoneOfLagged(method, types);
                String topic = topic(method, annotation);
                BeanMethod<Broadcast> bound = method.bind(arguments.of(method));
                listeners.add(new Listener(topic, new ListenerMethod(bound, told.getOrDefault(topic, List.of()))));
                unheard.values().removeIf(topic::equals);
            }
        });
        unheard.forEach((method, topic) -> {
            throw method.invalid(
                    "is told of lost broadcasts to '" + topic + "', but the bean takes none",
                    "Put it beside the @P2pListener method that takes broadcasts to the same topic.",
                    null);
        });
    }

    private static void requireVoid(AnnotatedMethod method) {
        if (method.returnType() != void.class) {
            throw method.invalid("returns a value nobody takes", "Let it return void.", null);
        }
    }

    private static void requireNoneOfLagged(AnnotatedMethod method, List<Type> types) {
        if (types.contains(Lagged.class)) {
            throw method.invalid(
                    "takes Lagged together with something else",
                    "Write a method of its own whose only parameter is Lagged.",
                    null);
        }
    }

    private static String topic(AnnotatedMethod method, P2pListener annotation) {
        return method.resolve("topic", annotation.topic(), Topics::requireUserTopic, TOPIC_REMEDY);
    }

    @Override
    protected void register(Consumer<Subscription> registered) {
        for (Listener listener : listeners) {
            registered.accept(gossip.get().subscribe(listener.topic(), listener.method()));
        }
    }

    private record Listener(String topic, ListenerMethod method) {}
}
