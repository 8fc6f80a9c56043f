package com.example.virtual;

import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.spring.boot.listener.P2pListener;
import io.barrel.p2p.spring.boot.messaging.P2pHandler;
import io.barrel.p2p.spring.boot.service.P2pService;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Everything that the node calls, and on which threads it did. */
@Component
@P2pService("pricing")
public class UserCode implements Pricing {

    private final Map<String, Thread> threads = new ConcurrentHashMap<>();
    private final Queue<String> messages = new ConcurrentLinkedQueue<>();

    Map<String, Thread> threads() {
        return threads;
    }

    Queue<String> messages() {
        return messages;
    }

    private void calledAs(String what) {
        threads.put(what, Thread.currentThread());
    }

    @EventListener
    void on(PeerUp event) {
        calledAs("event");
    }

    @P2pListener(topic = "news")
    void on(String news) {
        calledAs("broadcast");
    }

    @P2pHandler(address = "echo")
    String echo(String message) {
        calledAs("message");
        messages.add(message);
        // Blocks: a virtual thread lets go of its carrier meanwhile.
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        return message;
    }

    @Override
    public String price(String article) {
        calledAs("service");
        return article + " 1.20";
    }
}
