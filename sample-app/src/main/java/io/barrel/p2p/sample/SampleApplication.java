package io.barrel.p2p.sample;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * One node with a web page. Started again in another terminal it is a second node that finds the first; started with
 * {@code --nodes=3} it starts two more itself.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class SampleApplication {

    SampleApplication() {}

    /**
     * Starts the node.
     *
     * @param args Spring Boot's arguments, and {@code --nodes=<n>} to start n nodes in n processes
     */
    public static void main(String[] args) {
        ApplicationArguments arguments = new DefaultApplicationArguments(args);
        SiblingNodes.endWithLauncher(arguments);
        SiblingNodes.start(arguments);
        SpringApplication.run(SampleApplication.class, args);
    }
}
