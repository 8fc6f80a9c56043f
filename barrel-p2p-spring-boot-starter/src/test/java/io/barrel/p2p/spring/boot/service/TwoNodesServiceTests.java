package io.barrel.p2p.spring.boot.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.service.NoSuchServiceException;
import io.barrel.p2p.service.ServiceInstance;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.spring.boot.NodeApplication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.SmartLifecycle;

/** One application offers a service, another calls it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoNodesServiceTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @SuppressWarnings("NullAway.Init")
    private NodeApplication offering;

    @SuppressWarnings("NullAway.Init")
    private NodeApplication calling;

    @SuppressWarnings("NullAway.Init")
    private Shop shop;

    @BeforeAll
    void start(@TempDir Path directory) {
        offering = run(List.of(Shelves.class), directory.resolve("offering"));
        calling = run(List.of(), directory.resolve("calling"), "barrel.p2p.contact-nodes=" + offering.contact());
        await().atMost(PATIENCE).until(() -> registry().whereis("shop").isPresent());
        shop = calling.context.getBean(P2pClients.class).client(Shop.class, "shop");
    }

    private static NodeApplication run(List<Class<?>> beans, Path data, String... properties) {
        return NodeApplication.start(WebApplicationType.NONE, beans, data, properties);
    }

    private ServiceRegistry registry() {
        return calling.context.getBean(ServiceRegistry.class);
    }

    @AfterAll
    void stop() {
        calling.close();
        offering.close();
    }

    @Test
    void serviceIsSeenElsewhereWithItsMetadata() {
        assertThat(registry().lookup("shop"))
                .extracting(ServiceInstance::node, ServiceInstance::metadata)
                .containsExactly(tuple(offering.name(), Map.of("zone", "eu")));
    }

    @Test
    void methodReturnsTheValue() {
        assertThat(shop.find("tea", 3)).isEqualTo(new Item("tea", 3));
        assertThat(shop.find("gin", 3)).isNull();
    }

    @Test
    void listsOfRecordsAreListsOfRecordsOnBothSides() {
        assertThat(shop.dearer(List.of(new Item("tea", 250), new Item("gin", 900))))
                .containsExactly(new Item("tea", 251), new Item("gin", 901));
    }

    @Test
    void stageCompletesWhenTheOtherSideDoes() {
        CompletableFuture<Item> awaited = shop.await("milk");
        assertThat(awaited).isNotDone();

        shop.put(new Item("milk", 80));

        assertThat(awaited).succeedsWithin(PATIENCE).isEqualTo(new Item("milk", 80));
    }

    @Test
    void exceptionIsARemoteErrorThatNamesIt() {
        assertThatExceptionOfType(MessagingException.class)
                .isThrownBy(() -> shop.find("", 1))
                .withMessageContaining("IllegalArgumentException: nothing has no name")
                .satisfies(failure -> {
                    assertThat(failure.failure()).isEqualTo(MessagingFailure.REMOTE_ERROR);
                    assertThat(failure.node()).isEqualTo(offering.name());
                });
    }

    @Test
    void methodThatIsNotThereIsARemoteErrorThatSaysWhatThereIs() {
        Other other = calling.context.getBean(P2pClients.class).client(Other.class, "shop");

        assertThatExceptionOfType(MessagingException.class)
                .isThrownBy(other::steal)
                .withMessageContaining("there is no method steal/0, but await/1, dearer/1, find/2, put/1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {not json                            | not a call in JSON
            {"method":"find","arguments":["tea"]} | there is no method find/1
            {"method":"put","arguments":[7]}     | argument 1 of put is not a
            """)
    void callThatCannotBeReadIsARemoteErrorThatSaysWhy(String payload, String reason) {
        assertThat(registry().call("shop", UTF_8.encode(payload), PATIENCE))
                .failsWithin(PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        MessagingException.class,
                        failure -> assertThat(failure.failure()).isEqualTo(MessagingFailure.REMOTE_ERROR))
                .withMessageContaining(reason);
    }

    @Test
    void serviceThatNobodyOffersCannotBeCalled() {
        Shop nowhere = calling.context.getBean(P2pClients.class).client(Shop.class, "nowhere");

        assertThatExceptionOfType(NoSuchServiceException.class).isThrownBy(() -> nowhere.find("tea", 1));
    }

    @Test
    void applicationThatStopsWithdrawsItsServiceAndFinishesCallsThatHaveBegun(@TempDir Path directory) {
        Ringing desk = calling.context.getBean(P2pClients.class).client(Ringing.class, "desk");
        CompletableFuture<Boolean> ringing;
        try (NodeApplication stopping = run(
                List.of(Desk.class), directory.resolve("stopping"), "barrel.p2p.contact-nodes=" + offering.contact())) {
            await().atMost(PATIENCE).until(() -> registry().whereis("desk").isPresent());
            ringing = desk.ring();
            await().atMost(PATIENCE).until(() -> stopping.context.getBean(Desk.class).begun);
            assertThat(ringing).isNotDone();
        }

        assertThat(ringing).succeedsWithin(PATIENCE).isEqualTo(false);
        await().atMost(PATIENCE).until(() -> registry().whereis("desk").isEmpty());
    }

    record Item(String name, int cents) {}

    interface Shop {

        @Nullable
        Item find(String name, int cents);

        List<Item> dearer(List<Item> items);

        CompletableFuture<Item> await(String name);

        void put(Item item);
    }

    interface Other {

        String steal();
    }

    interface Ringing {

        CompletableFuture<Boolean> ring();
    }

    /** Answers where the web server drains: whether the service is still offered then. */
    @P2pService("desk")
    static class Desk implements Ringing, SmartLifecycle {

        private final ServiceRegistry services;
        private final CompletableFuture<Boolean> answer = new CompletableFuture<>();
        private volatile boolean begun;

        Desk(ServiceRegistry services) {
            this.services = services;
        }

        @Override
        public CompletableFuture<Boolean> ring() {
            begun = true;
            return answer;
        }

        @Override
        public void start() {}

        @Override
        public void stop() {
            answer.complete(services.services().contains("desk"));
        }

        @Override
        public boolean isRunning() {
            return !answer.isDone();
        }

        @Override
        public int getPhase() {
            return SmartLifecycle.DEFAULT_PHASE - 1024;
        }
    }

    @P2pService(value = "shop", metadata = "zone=eu")
    static class Shelves implements Shop {

        private final Map<String, CompletableFuture<Item>> shelves = new ConcurrentHashMap<>();

        @Override
        public @Nullable Item find(String name, int cents) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("nothing has no name");
            }
            return name.equals("tea") ? new Item(name, cents) : null;
        }

        @Override
        public List<Item> dearer(List<Item> items) {
            return items.stream()
                    .map(item -> new Item(item.name(), item.cents() + 1))
                    .toList();
        }

        @Override
        public CompletableFuture<Item> await(String name) {
            return shelves.computeIfAbsent(name, key -> new CompletableFuture<>());
        }

        @Override
        public void put(Item item) {
            await(item.name()).complete(item);
        }
    }
}
