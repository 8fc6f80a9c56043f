package com.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.till.Orders;
import com.example.till.Orders.ServedBy;
import com.example.till.TillApplication;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.context.ConfigurableApplicationContext;

/** Three processes of one application, and a client that finds them by name. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RollingRestartTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int THREADS = 4;

    private static final List<OrdersProcess> PROCESSES = new ArrayList<>();
    private static ConfigurableApplicationContext till;

    @BeforeAll
    static void start() throws IOException {
        List<ServerSocket> free = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            free.add(new ServerSocket(0));
        }
        for (ServerSocket socket : free) {
            socket.close();
            OrdersProcess process = new OrdersProcess(PROCESSES.size(), socket.getLocalPort());
            PROCESSES.add(process);
            process.start();
        }
        till = till("till", false);
        awaitThree(till);
    }

    private static ConfigurableApplicationContext till(String name, boolean retry) {
        return new SpringApplicationBuilder(TillApplication.class)
                .run(
                        "--spring.application.name=" + name,
                        "--barrel.p2p.data-dir=target/" + name,
                        "--spring.cloud.loadbalancer.retry.enabled=" + retry);
    }

    private static void awaitThree(ConfigurableApplicationContext context) {
        DiscoveryClient discovery = context.getBean("compositeDiscoveryClient", DiscoveryClient.class);
        await().atMost(PATIENCE).until(() -> discovery.getInstances("orders").size() == 3);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        till.close();
        for (OrdersProcess process : PROCESSES) {
            process.kill();
        }
    }

    @Test
    @Order(1)
    void discoveryClientsFindWhatIsAnnounced() {
        DiscoveryClient discovery = till.getBean("compositeDiscoveryClient", DiscoveryClient.class);
        ReactiveDiscoveryClient reactive =
                till.getBean("reactiveCompositeDiscoveryClient", ReactiveDiscoveryClient.class);

        assertThat(discovery.getServices()).containsExactlyInAnyOrder("orders", "till");
        assertThat(reactive.getServices().collectList().block()).containsExactlyInAnyOrder("orders", "till");
        assertThat(reactive.getInstances("orders").collectList().block())
                .containsExactlyInAnyOrderElementsOf(discovery.getInstances("orders"));
        assertThat(discovery.getInstances("orders")).allSatisfy(RollingRestartTests::isComplete);
    }

    private static void isComplete(ServiceInstance instance) {
        assertThat(instance.getInstanceId()).startsWith("orders-");
        assertThat(instance.getUri()).isEqualTo(java.net.URI.create("http://127.0.0.1:" + instance.getPort()));
        assertThat(instance.getMetadata())
                .containsEntry("management.port", String.valueOf(instance.getPort()))
                .containsEntry("management.context-path", "/actuator");
    }

    @Test
    @Order(2)
    void bothClientsCallByNameUnderBothSchemes() {
        Orders orders = till.getBean(Orders.class);

        for (String url : List.of("http://orders/served-by", "lb://orders/served-by")) {
            assertThat(orders.get(url).node()).startsWith("orders-");
            assertThat(orders.getReactively(url).block(PATIENCE).node()).startsWith("orders-");
        }
    }

    @Test
    @Order(3)
    void rollingRestartFailsNoRequest() throws Exception {
        List<Long> former = PROCESSES.stream().map(OrdersProcess::pid).toList();
        Load load = new Load(till.getBean(Orders.class), THREADS);
        try (load) {
            for (long pid : former) {
                await().atMost(PATIENCE).until(() -> load.servedBy(pid) > 50);
            }
            for (OrdersProcess process : PROCESSES) {
                process.stop();
                process.start();
                await().atMost(PATIENCE).until(() -> load.servedBy(process.pid()) > 50);
            }
        }
        System.out.println("ROLLING RESTART: " + load.requests() + " requests, "
                + load.failures().size() + " failed, served by " + load.served());

        assertThat(load.failures()).isEmpty();
        Map<String, Long> processesOfNodes =
                load.served().keySet().stream().collect(Collectors.groupingBy(ServedBy::node, Collectors.counting()));
        assertThat(processesOfNodes).hasSize(3).allSatisfy((node, processes) -> assertThat(processes)
                .isEqualTo(2));
        assertThat(new TreeSet<>(load.served().keySet().stream().map(ServedBy::pid).toList()))
                .containsAll(former)
                .containsAll(PROCESSES.stream().map(OrdersProcess::pid).toList());
    }

    @Test
    @Order(4)
    void retriesHideThatAnInstanceDied() throws Exception {
        try (ConfigurableApplicationContext retrying = till("retrying-till", true)) {
            awaitThree(retrying);
            OrdersProcess dying = PROCESSES.get(0);
            Load load = new Load(retrying.getBean(Orders.class), THREADS);
            try (load) {
                await().atMost(PATIENCE).until(() -> load.servedBy(dying.pid()) > 50);
                dying.kill();
                DiscoveryClient discovery = retrying.getBean("compositeDiscoveryClient", DiscoveryClient.class);
                await().atMost(PATIENCE)
                        .until(() -> discovery.getInstances("orders").size() == 2);
            }
            System.out.println("CRASH WITH RETRIES: " + load.requests() + " requests, "
                    + load.failures().size() + " failed, served by " + load.served());

            assertThat(load.failures()).isEmpty();
        }
    }
}
