package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.service.ServiceInstance;
import io.barrel.p2p.service.ServiceRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The services that members offer who are there.
 *
 * @param services the first {@value #LIMIT} by name
 * @param total how many there are
 */
public record ServicesDescriptor(List<Service> services, int total) implements OperationResponseBody {

    private static final int LIMIT = 1000;

    static ServicesDescriptor of(ServiceRegistry registry) {
        List<Service> services = registry.services().stream()
                .limit(LIMIT)
                .map(name -> Service.of(name, registry.lookup(name)))
                .toList();
        return new ServicesDescriptor(services, registry.services().size());
    }

    /** One of them; empty if nobody offers it. */
    static Optional<Service> find(ServiceRegistry registry, String name) {
        List<ServiceInstance> instances = registry.lookup(name);
        return instances.isEmpty() ? Optional.empty() : Optional.of(Service.of(name, instances));
    }

    /**
     * A service.
     *
     * @param service its name
     * @param instances who offers it, this node first
     */
    public record Service(String service, List<Instance> instances) implements OperationResponseBody {

        private static Service of(String name, List<ServiceInstance> instances) {
            return new Service(name, instances.stream().map(Instance::of).toList());
        }
    }

    /**
     * A service as one member offers it.
     *
     * @param node the member
     * @param since since when, by its clock
     * @param metadata what it tells of it, by key
     */
    public record Instance(String node, Instant since, Map<String, String> metadata) {

        private static Instance of(ServiceInstance instance) {
            return new Instance(instance.node().value(), instance.since(), new TreeMap<>(instance.metadata()));
        }
    }
}
