package io.barrel.p2p.sample;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.spring.boot.service.P2pService;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;

/** What this node says. */
@Component
@P2pService(Prices.SERVICE)
class Prices implements Pricing {

    static final String SERVICE = "prices";

    private static final int LOWEST = 900;
    private static final int HIGHEST = 1_100;

    private final BarrelP2p node;

    Prices(BarrelP2p node) {
        this.node = node;
    }

    @Override
    public CompletionStage<Price> price() {
        String self = node.node().map(info -> info.self().node().value()).orElse("");
        int cents = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
        return CompletableFuture.completedStage(new Price(self, cents, Instant.now()));
    }
}
