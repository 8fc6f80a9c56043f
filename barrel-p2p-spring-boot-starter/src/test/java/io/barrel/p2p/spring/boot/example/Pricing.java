package io.barrel.p2p.spring.boot.example;

import java.util.List;
import java.util.concurrent.CompletableFuture;

interface Pricing {

    Price price(String item);

    CompletableFuture<List<Price>> prices(List<String> items);

    void change(Price price);

    record Price(String item, int cents) {}
}
