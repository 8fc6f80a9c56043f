package io.barrel.p2p.spring.boot.cloud;

import java.util.List;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/** The web endpoints of the cluster's members. Any thread; never waits: every node holds the whole registry. */
public final class P2pDiscoveryClient implements DiscoveryClient {

    private final WebInstances instances;
    private final int order;

    /** A client; the order is its place among the discovery clients of the application. */
    public P2pDiscoveryClient(WebInstances instances, int order) {
        this.instances = instances;
        this.order = order;
    }

    @Override
    public String description() {
        return "Barrel P2P Discovery Client";
    }

    @Override
    public List<ServiceInstance> getInstances(String serviceId) {
        return List.copyOf(instances.of(serviceId));
    }

    @Override
    public List<String> getServices() {
        return instances.applications();
    }

    @Override
    public int getOrder() {
        return order;
    }
}
