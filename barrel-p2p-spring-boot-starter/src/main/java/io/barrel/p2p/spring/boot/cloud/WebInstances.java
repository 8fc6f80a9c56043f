package io.barrel.p2p.spring.boot.cloud;

import io.barrel.p2p.service.ServiceInstance;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.wire.MalformedInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web endpoints in the service registry of this node. What cannot be called is left out, and logged once. Any thread; never waits.
 */
public final class WebInstances {

    /** More services than an application calls; beyond, what was read is forgotten and read again. */
    private static final int MAX_READ = 1_024;

    private static final Logger logger = LoggerFactory.getLogger(WebInstances.class);

    private final Supplier<ServiceRegistry> registry;
    private final Map<String, Read> read = new ConcurrentHashMap<>();

    /** What was made of what the registry had. */
    private record Read(List<ServiceInstance> announced, List<P2pServiceInstance> instances) {}

    /**
     * Looks into a registry.
     *
     * @param registry asked for when something is looked up
     */
    public WebInstances(Supplier<ServiceRegistry> registry) {
        this.registry = registry;
    }

    /** The applications that somebody announces a web endpoint of, by name. */
    public List<String> applications() {
        return registry.get().services().stream()
                .map(WebService::application)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    /** The web endpoints of an application, that of this node first. */
    public List<P2pServiceInstance> of(String application) {
        List<ServiceInstance> announced = registry.get().lookup(WebService.of(application));
        Read before = read.get(application);
        if (before != null && isSame(before.announced(), announced)) {
            return before.instances();
        }
        List<P2pServiceInstance> instances = parse(application, announced);
        if (announced.isEmpty()) {
            read.remove(application);
        } else {
            if (read.size() >= MAX_READ) {
                read.clear();
            }
            read.put(application, new Read(announced, instances));
        }
        return instances;
    }

    /** The registry makes a new list whenever one changes: to compare what is in them would take as long as to read it again. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(List<ServiceInstance> one, List<ServiceInstance> other) {
        return one == other;
    }

    private static List<P2pServiceInstance> parse(String application, List<ServiceInstance> announced) {
        List<P2pServiceInstance> instances = new ArrayList<>(announced.size());
        for (ServiceInstance instance : announced) {
            try {
                instances.add(P2pServiceInstance.of(application, instance.node(), instance.metadata()));
            } catch (MalformedInputException e) {
                logger.atWarn()
                        .addKeyValue("peer", instance.node())
                        .addKeyValue("service", application)
                        .log("A web endpoint cannot be called and is left out: {}", e.getMessage());
            }
        }
        return List.copyOf(instances);
    }
}
