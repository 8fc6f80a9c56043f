package io.barrel.p2p.spring.boot.example;

import io.barrel.p2p.service.InstanceChoice;
import io.barrel.p2p.spring.boot.service.P2pClients;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

@Component
class Till {

    private final Pricing nearest;
    private final Pricing inTurn;

    Till(P2pClients clients) {
        nearest = clients.client(Pricing.class, "pricing");
        inTurn = clients.client(Pricing.class, "pricing", Duration.ofSeconds(2), InstanceChoice.roundRobin());
    }

    int cents(String item) {
        return nearest.price(item).cents();
    }

    CompletionStage<Integer> cents(List<String> items) {
        return inTurn.prices(items)
                .thenApply(
                        prices -> prices.stream().mapToInt(Pricing.Price::cents).sum());
    }
}
