package io.barrel.p2p.sample;

import io.barrel.p2p.BarrelP2p;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says where to look, once the node is up. */
@Component
final class Addresses {

    private static final Logger logger = LoggerFactory.getLogger(Addresses.class);

    private final BarrelP2p node;
    private final Environment environment;

    Addresses(BarrelP2p node, Environment environment) {
        this.node = node;
        this.environment = environment;
    }

    @EventListener(ApplicationReadyEvent.class)
    void print() {
        String port = environment.getRequiredProperty("local.server.port");
        node.node()
                .ifPresent(running -> logger.info(
                        "{} is up: see http://localhost:{}/ and http://localhost:{}/actuator/p2p",
                        running.self().node(),
                        port,
                        port));
    }
}
