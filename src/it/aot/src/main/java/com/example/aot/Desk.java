package com.example.aot;

import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.spring.boot.listener.P2pListener;
import io.barrel.p2p.spring.boot.messaging.P2pHandler;
import io.barrel.p2p.wire.NodeId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes events, broadcasts and messages by methods that only this class sees, and tells what came. */
@Component
@RestController
class Desk {

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final DiscoveryClient discovery;

    Desk(DiscoveryClient discovery) {
        this.discovery = discovery;
    }

    @GetMapping("/seen")
    List<String> seen() {
        return seen;
    }

    @GetMapping("/instances")
    List<String> instances() {
        return discovery.getInstances("aot").stream().map(ServiceInstance::getInstanceId).toList();
    }

    @EventListener
    void on(P2pEvent event) {
        seen.add(event.getClass().getSimpleName());
    }

    @P2pListener(topic = "${app.topic}")
    private void on(Order order, NodeId from) {
        seen.add("broadcast of " + order.article());
    }

    @P2pHandler(address = "order")
    private Order handle(Order order) {
        return new Order(order.article(), order.pieces() + 1);
    }
}
