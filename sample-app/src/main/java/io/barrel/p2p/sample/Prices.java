package io.barrel.p2p.sample;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.service.InstanceChoice;
import io.barrel.p2p.service.ServiceRegistry;
import jakarta.annotation.PreDestroy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** A service of every node, called on one node after the other, wherever they are. */
@Component
class Prices {

    private static final String SERVICE = "prices";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LOWEST = 900;
    private static final int HIGHEST = 1_100;

    private final BarrelP2p node;
    private final ServiceRegistry services;
    private final JsonMapper json;
    private final InstanceChoice inTurn = InstanceChoice.roundRobin();
    private final Subscription offered;

    Prices(BarrelP2p node, ServiceRegistry services, JsonMapper json) {
        this.node = node;
        this.services = services;
        this.json = json;
        this.offered = services.register(SERVICE, Map.of(), MessageHandler.replying(message -> price()));
    }

    private ByteBuffer price() {
        String self = node.node().map(info -> info.self().node().value()).orElse("");
        int cents = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
        return ByteBuffer.wrap(json.writeValueAsBytes(new Price(self, cents, Instant.now())));
    }

    /** Asks the next of the nodes that offer a price. */
    CompletionStage<Price> ask() {
        return services.call(SERVICE, ByteBuffer.allocate(0), Map.of(), PATIENCE, inTurn)
                .thenApply(this::read);
    }

    private Price read(ByteBuffer reply) {
        byte[] bytes = new byte[reply.remaining()];
        reply.duplicate().get(bytes);
        return json.readValue(bytes, Price.class);
    }

    @PreDestroy
    void withdraw() {
        offered.close();
    }

    /**
     * A price.
     *
     * @param node who says it
     * @param cents how much it is
     * @param at when it was said
     */
    record Price(String node, int cents, Instant at) {}
}
