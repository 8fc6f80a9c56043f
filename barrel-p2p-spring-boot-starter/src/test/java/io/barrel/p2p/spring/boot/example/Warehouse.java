package io.barrel.p2p.spring.boot.example;

import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.spring.boot.messaging.P2pHandler;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.ByteBufferBackedInputStream;

@Component
class Warehouse {

    private final Messaging messaging;
    private final JsonMapper json;
    private final Map<String, Integer> shelves = new ConcurrentHashMap<>();

    Warehouse(Messaging messaging, JsonMapper json) {
        this.messaging = messaging;
        this.json = json;
    }

    CompletionStage<Void> deliver(NodeId to, Goods goods) {
        return messaging.send(to, "delivery", ByteBuffer.wrap(json.writeValueAsBytes(goods)));
    }

    @P2pHandler("delivery")
    void on(Goods delivered) {
        shelves.merge(delivered.item(), delivered.pieces(), Integer::sum);
    }

    CompletionStage<Goods> ask(NodeId node, String item) {
        return messaging
                .request(node, "stock", StandardCharsets.UTF_8.encode(item), Duration.ofSeconds(2))
                .thenApply(reply -> json.readValue(new ByteBufferBackedInputStream(reply), Goods.class));
    }

    @P2pHandler("stock")
    Goods stock(String item) {
        return new Goods(item, shelves.getOrDefault(item, 0));
    }

    record Goods(String item, int pieces) {}
}
