package com.example.till;

import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Calls the orders, wherever they are. */
@Component
public class Orders {

    private final RestClient waiting;
    private final WebClient reactive;

    Orders(RestClient.Builder waiting, WebClient.Builder reactive) {
        this.waiting = waiting.build();
        this.reactive = reactive.build();
    }

    public ServedBy get(String url) {
        return waiting.get().uri(url).retrieve().body(ServedBy.class);
    }

    public Mono<ServedBy> getReactively(String url) {
        return reactive.get().uri(url).retrieve().bodyToMono(ServedBy.class);
    }

    public record ServedBy(String node, long pid) {}
}
