package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.event.ServiceDown;
import io.barrel.p2p.event.ServiceRegistered;
import io.barrel.p2p.event.ServiceUnregistered;
import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.service.InstanceChoice;
import io.barrel.p2p.service.NoSuchServiceException;
import io.barrel.p2p.service.ServiceInstance;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Services of whole nodes over real QUIC on loopback. */
class ServiceRegistryTests extends LocalNodesTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @BeforeEach
    void three() {
        LocalNode a = start("a");
        start("b", to(a));
        start("c", to(a));
        awaitAll();
    }

    private ServiceRegistry services(int node) {
        return nodes.get(node).p2p.services();
    }

    private NodeId name(int node) {
        return nodes.get(node).name;
    }

    /** A service whose reply is the name of who offers it. */
    private Subscription register(int node) {
        return services(node)
                .register(
                        "prices",
                        Map.of("node", "n" + node),
                        MessageHandler.replying(message -> bytes(name(node).value())));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(CompletionStage<ByteBuffer> reply) {
        try {
            return StandardCharsets.UTF_8
                    .decode(reply.toCompletableFuture().get(30, TimeUnit.SECONDS))
                    .toString();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<NodeId> offering(LocalNode node) {
        Set<NodeId> offering = new TreeSet<>();
        for (ServiceInstance instance : node.p2p.services().lookup("prices")) {
            offering.add(instance.node());
        }
        return offering;
    }

    private void offeredBy(Integer... offering) {
        Set<NodeId> expected = new TreeSet<>();
        for (int node : offering) {
            expected.add(name(node));
        }
        await().untilAsserted(() -> assertThat(nodes)
                .filteredOn(node -> node.p2p.node().isPresent())
                .allSatisfy(node -> assertThat(offering(node)).isEqualTo(expected)));
    }

    @Test
    void everyNodeCallsAServiceWhereverItIs() {
        Subscription offered = register(1);
        offeredBy(1);
        for (int node = 0; node < 3; node++) {
            assertThat(text(services(node).call("prices", bytes("x"), TIMEOUT))).isEqualTo(name(1).value());
            assertThat(services(node).whereis("prices"))
                    .hasValueSatisfying(
                            instance -> assertThat(instance.metadata()).containsEntry("node", "n1"));
            assertThat(services(node).services()).containsExactly("prices");
            assertThat(services(node).cast("prices", bytes("x")).toCompletableFuture())
                    .succeedsWithin(TIMEOUT);
        }
        offered.close();
        offeredBy();
        assertThat(services(0).call("prices", bytes("x"), TIMEOUT).toCompletableFuture())
                .failsWithin(TIMEOUT)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(NoSuchServiceException.class);
        assertThat(nodes.get(0).events)
                .contains(new ServiceRegistered("prices", name(1)), new ServiceUnregistered("prices", name(1)));
    }

    @Test
    void ownServiceIsCalledFirstAndOthersInTurnOnRequest() {
        register(0);
        register(1);
        register(2);
        offeredBy(0, 1, 2);
        for (int node = 0; node < 3; node++) {
            assertThat(text(services(node).call("prices", bytes("x"), TIMEOUT)))
                    .isEqualTo(name(node).value());
            assertThat(services(node).lookup("prices").get(0).node()).isEqualTo(name(node));
        }
        InstanceChoice choice = InstanceChoice.roundRobin();
        Set<String> answered = new TreeSet<>();
        for (int i = 0; i < 3; i++) {
            answered.add(text(services(0).call("prices", bytes("x"), Map.of(), TIMEOUT, choice)));
        }
        assertThat(answered).containsExactly("a@test", "b@test", "c@test");
    }

    @Test
    void serviceOfANodeThatLeavesIsDownAndOfferedAgainByItsNextLife() {
        register(1);
        offeredBy(1);
        nodes.get(1).p2p.stop();
        await().until(() -> services(0).lookup("prices").isEmpty());
        assertThat(nodes.get(0).events).contains(new ServiceDown("prices", name(1)));
        nodes.get(1).start();
        nodes.get(1).p2p.membership().join(nodes.get(0).contact());
        offeredBy(1);
        assertThat(text(services(2).call("prices", bytes("x"), TIMEOUT))).isEqualTo(name(1).value());
    }

    @Test
    void registrationBeforeTheStartCounts() {
        LocalNode d = node("d", to(nodes.get(0)));
        d.p2p.services().register("prices", Map.of(), MessageHandler.replying(message -> bytes("d")));
        assertThat(d.p2p.services().lookup("prices")).isEmpty();
        d.start();
        offeredBy(3);
    }

    @Test
    void namesAreCheckedAndOneServiceIsOfferedOnce() {
        MessageHandler echo = MessageHandler.replying(message -> message.payload());
        assertThatIllegalArgumentException().isThrownBy(() -> services(0).register("", Map.of(), echo));
        Subscription first = services(0).register("x", Map.of(), echo);
        assertThatIllegalStateException().isThrownBy(() -> services(0).register("x", Map.of(), echo));
        first.close();
        first.close();
        services(0).register("x", Map.of(), echo);
        await().until(() -> services(2).lookup("x").size() == 1);
    }
}
