package io.barrel.p2p.spring.boot.actuate;

import org.springframework.boot.WebApplicationType;

class P2pEndpointWebFluxTests extends P2pEndpointContract {

    P2pEndpointWebFluxTests() {
        super(WebApplicationType.REACTIVE);
    }
}
