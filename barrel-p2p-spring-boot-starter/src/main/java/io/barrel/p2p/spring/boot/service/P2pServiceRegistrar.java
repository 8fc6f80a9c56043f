package io.barrel.p2p.spring.boot.service;

import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.service.ServiceNames;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.spring.boot.method.AnnotatedMethod;
import io.barrel.p2p.spring.boot.method.AnnotationText;
import io.barrel.p2p.spring.boot.method.BeanRegistrar;
import io.barrel.p2p.spring.boot.method.InvalidMethodException;
import io.barrel.p2p.spring.boot.method.MethodArgument;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;

/** Offers the {@link P2pService} beans. */
public final class P2pServiceRegistrar extends BeanRegistrar {

    private static final String REMEDY =
            "Give @P2pService a name, such as @P2pService(\"pricing\") or @P2pService(\"${app.service}\"), and metadata as"
                    + " \"key=value\".";

    private final ConfigurableListableBeanFactory beans;
    private final Supplier<ServiceRegistry> registry;
    private final Supplier<JsonMapper> mapper;
    private final Map<String, OfferedService> services = new LinkedHashMap<>();

    /**
     * A registrar.
     *
     * @param beans which are looked at
     * @param registry where to register, asked for if there is a service
     * @param mapper reads arguments and writes results, asked for if there is a service
     * @param phase when to offer services: after everything that they need has started
     */
    public P2pServiceRegistrar(
            ConfigurableListableBeanFactory beans,
            Supplier<ServiceRegistry> registry,
            Supplier<JsonMapper> mapper,
            int phase) {
        super(beans, P2pService.class, phase);
        this.beans = beans;
        this.registry = registry;
        this.mapper = mapper;
    }

    @Override
    protected void look(String bean, Class<?> type) {
        Class<?> declared = ClassUtils.getUserClass(type);
        P2pService annotation = AnnotatedElementUtils.getMergedAnnotation(declared, P2pService.class);
        if (annotation == null) {
            return;
        }
        String owner = "The @P2pService bean '" + bean + "'";
        ServiceContract contract = ServiceContract.ofBean(owner, declared, annotation.type());
        Map<String, String> metadata = new HashMap<>();
        String name = checked(owner, annotation, metadata);
        JsonCalls calls = new JsonCalls(mapper.get());
        Map<Signature, OfferedService.Method> methods = new HashMap<>();
        contract.methods().forEach((signature, method) -> methods.put(signature, bind(bean, declared, method, calls)));
        OfferedService service = new OfferedService(
                declared.getSimpleName() + " of bean '" + bean + "'", metadata, contract.text(), methods, calls);
        OfferedService other = services.putIfAbsent(name, service);
        if (other != null) {
            throw new InvalidMethodException(
                    owner + " offers the service '" + name + "', and so does " + other.bean(),
                    "Give each a name of its own: a node offers a service once.",
                    null);
        }
    }

    /** The name; the metadata is added to the map. */
    private String checked(String owner, P2pService annotation, Map<String, String> metadata) {
        try {
            for (String pair : annotation.metadata()) {
                AnnotationText.resolve(beans, pair, resolved -> add(metadata, resolved));
            }
            return AnnotationText.resolve(
                    beans, annotation.name(), resolved -> ServiceNames.require(resolved, metadata));
        } catch (IllegalArgumentException | BeansException e) {
            throw new InvalidMethodException(
                    owner + " cannot offer the service '" + annotation.name() + "': " + e.getMessage(), REMEDY, e);
        }
    }

    private static void add(Map<String, String> metadata, String pair) {
        int separator = pair.indexOf('=');
        if (separator < 1) {
            throw new IllegalArgumentException("its metadata '" + pair + "' is not of the form key=value");
        }
        String key = pair.substring(0, separator);
        if (metadata.putIfAbsent(key, pair.substring(separator + 1)) != null) {
            throw new IllegalArgumentException("its metadata has '" + key + "' twice");
        }
    }

    private OfferedService.Method bind(String bean, Class<?> declared, ServiceMethod method, JsonCalls calls) {
        List<MethodArgument<JsonCalls.Call>> arguments = new ArrayList<>();
        for (Type type : method.parameters()) {
            int index = arguments.size();
            arguments.add(call -> calls.argument(call, index, type));
        }
        Type returned = method.returned().type();
        return new OfferedService.Method(
                new AnnotatedMethod(beans, bean, declared, method.method(), P2pService.class).bind(arguments),
                value -> calls.result(value, returned));
    }

    @Override
    protected void register(Consumer<Subscription> registered) {
        services.forEach(
                (name, service) -> registered.accept(registry.get().register(name, service.metadata(), service)));
    }
}
