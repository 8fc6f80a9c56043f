package io.barrel.p2p.spring.boot.console;

import org.springframework.boot.WebApplicationType;

class ConsoleWebMvcTests extends ConsoleContract {

    ConsoleWebMvcTests() {
        super(WebApplicationType.SERVLET);
    }
}
