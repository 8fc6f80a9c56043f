package io.barrel.p2p.spring.boot.actuate;

import org.springframework.boot.WebApplicationType;

class P2pEndpointWebMvcTests extends P2pEndpointContract {

    P2pEndpointWebMvcTests() {
        super(WebApplicationType.SERVLET);
    }
}
