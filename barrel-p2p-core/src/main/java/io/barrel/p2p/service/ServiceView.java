package io.barrel.p2p.service;

import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The services that are offered by members who are there, as any thread reads them: a list per service, made anew when it changes, so that
 * a look costs one look into a map. Written by the loop.
 */
public final class ServiceView {

    private final Comparator<ServiceInstance> order;
    private final Map<String, List<ServiceInstance>> byName = new ConcurrentHashMap<>();

    ServiceView(NodeId self) {
        order = Comparator.<ServiceInstance, Boolean>comparing(
                        instance -> !instance.node().equals(self))
                .thenComparing(ServiceInstance::node);
    }

    /** Who offers a service: this node first, the others by name. */
    public List<ServiceInstance> lookup(String service) {
        return byName.getOrDefault(service, List.of());
    }

    /** What is offered. */
    public Set<String> services() {
        return new TreeSet<>(byName.keySet());
    }

    /** How many services are offered. */
    public int size() {
        return byName.size();
    }

    @Nullable
    ServiceInstance find(String service, NodeId node) {
        for (ServiceInstance instance : lookup(service)) {
            if (instance.node().equals(node)) {
                return instance;
            }
        }
        return null;
    }

    /** Shows what a node offers under a name; null to show that it does not. */
    void show(String service, NodeId node, @Nullable ServiceInstance shown) {
        List<ServiceInstance> instances = new ArrayList<>(lookup(service));
        instances.removeIf(instance -> instance.node().equals(node));
        if (shown != null) {
            instances.add(shown);
            instances.sort(order);
        }
        if (instances.isEmpty()) {
            byName.remove(service);
        } else {
            byName.put(service, List.copyOf(instances));
        }
    }
}
