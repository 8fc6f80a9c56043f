package io.barrel.p2p.spring.boot.example;

import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.gossip.Lagged;
import io.barrel.p2p.spring.boot.listener.P2pListener;
import io.barrel.p2p.wire.NodeId;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

@Component
class PriceBoard {

    private final Gossip gossip;
    private final JsonMapper json;
    private final Map<String, Price> prices = new ConcurrentHashMap<>();

    PriceBoard(Gossip gossip, JsonMapper json) {
        this.gossip = gossip;
        this.json = json;
    }

    CompletionStage<Void> change(Price price) {
        return gossip.publish("prices", json.writeValueAsBytes(price));
    }

    Map<String, Price> prices() {
        return Map.copyOf(prices);
    }

    @P2pListener(topic = "prices")
    void on(Price price, NodeId origin) {
        prices.put(price.item(), price);
    }

    @P2pListener(topic = "prices")
    void on(Lagged lagged) {
        prices.clear();
    }

    record Price(String item, int cents) {}
}
