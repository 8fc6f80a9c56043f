package com.example.aot;

import io.barrel.p2p.spring.boot.messaging.P2pHandler;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.stereotype.Component;

/** Another one for each message: a bean of a scope, behind a proxy that is made at build time. */
@Component
@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
public class Counter {

    private int counted;

    @P2pHandler(address = "count")
    public String count() {
        return String.valueOf(++counted);
    }
}
