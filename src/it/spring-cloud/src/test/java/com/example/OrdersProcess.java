package com.example;

import com.example.orders.OrdersApplication;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** An instance of the orders, as a process of its own. Its port and its data outlive a restart. */
final class OrdersProcess {

    private final int number;
    private final int port;
    private Process process;

    OrdersProcess(int number, int port) {
        this.number = number;
        this.port = port;
    }

    void start() throws IOException {
        File log = new File("target/orders-" + number + ".log");
        process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OrdersApplication.class.getName(),
                        "--spring.application.name=orders",
                        "--server.port=" + port,
                        "--barrel.p2p.data-dir=target/orders-" + number)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    long pid() {
        return process.pid();
    }

    /** SIGTERM, as every operator and orchestrator sends it. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("orders " + number + " does not end");
        }
    }

    /** SIGKILL: it has no chance to say anything. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
