package io.barrel.p2p.spring.boot.cloud;

import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import reactor.core.publisher.Flux;

/** The reactive twin of {@link P2pDiscoveryClient}: what there is when somebody subscribes. */
public final class P2pReactiveDiscoveryClient implements ReactiveDiscoveryClient {

    private final WebInstances instances;
    private final int order;

    /** A client; the order is its place among the discovery clients of the application. */
    public P2pReactiveDiscoveryClient(WebInstances instances, int order) {
        this.instances = instances;
        this.order = order;
    }

    @Override
    public String description() {
        return "Barrel P2P Reactive Discovery Client";
    }

    @Override
    public Flux<ServiceInstance> getInstances(String serviceId) {
        return Flux.defer(() -> Flux.fromIterable(instances.of(serviceId)));
    }

    @Override
    public Flux<String> getServices() {
        return Flux.defer(() -> Flux.fromIterable(instances.applications()));
    }

    @Override
    public int getOrder() {
        return order;
    }
}
