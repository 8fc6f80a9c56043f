package io.barrel.p2p.service;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Which of several instances of a service is called. Any thread; must not block. */
@FunctionalInterface
public interface InstanceChoice {

    /**
     * One of them.
     *
     * @param instances at least one, in the order of {@link ServiceRegistry#lookup}
     */
    ServiceInstance choose(List<ServiceInstance> instances);

    /** One after the other. */
    static InstanceChoice roundRobin() {
        AtomicInteger next = new AtomicInteger();
        return instances -> instances.get(Math.floorMod(next.getAndIncrement(), instances.size()));
    }
}
