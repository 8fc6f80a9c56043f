package io.barrel.p2p.spring.boot.example;

import io.barrel.p2p.spring.boot.service.P2pService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

@Component
@P2pService("pricing")
class PriceList implements Pricing {

    private final Map<String, Price> prices = new ConcurrentHashMap<>(Map.of("tea", new Price("tea", 250)));

    @Override
    public Price price(String item) {
        Price price = prices.get(item);
        if (price == null) {
            throw new IllegalArgumentException("no price of " + item);
        }
        return price;
    }

    @Override
    public CompletableFuture<List<Price>> prices(List<String> items) {
        return CompletableFuture.supplyAsync(
                () -> items.stream().map(this::price).toList());
    }

    @Override
    public void change(Price price) {
        prices.put(price.item(), price);
    }
}
