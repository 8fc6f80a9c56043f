package io.barrel.p2p.spring.boot.console;

import org.springframework.boot.WebApplicationType;

class ConsoleWebFluxTests extends ConsoleContract {

    ConsoleWebFluxTests() {
        super(WebApplicationType.REACTIVE);
    }
}
