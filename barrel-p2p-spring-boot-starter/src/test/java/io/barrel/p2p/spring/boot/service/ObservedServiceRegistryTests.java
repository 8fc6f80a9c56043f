package io.barrel.p2p.spring.boot.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.service.InstanceChoice;
import io.barrel.p2p.service.NoSuchServiceException;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.wire.NodeId;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

class ObservedServiceRegistryTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ServiceRegistry services = mock(ServiceRegistry.class);
    private final TestObservationRegistry registry = TestObservationRegistry.create();
    private final ServiceRegistry observed = new ObservedServiceRegistry(services, registry);
    private final CompletableFuture<ByteBuffer> reply = new CompletableFuture<>();

    @Test
    void callIsObservedUntilItsReply() {
        given(services.call("prices", NOTHING, Map.of(), TIMEOUT)).willReturn(reply);

        assertThat(observed.call("prices", NOTHING, TIMEOUT)).isSameAs(reply);

        TestObservationRegistryAssert.assertThat(registry)
                .hasSingleObservationThat()
                .hasNameEqualTo("barrel.p2p.request")
                .isNotStopped();
        reply.complete(NOTHING);
        TestObservationRegistryAssert.assertThat(registry)
                .hasSingleObservationThat()
                .hasBeenStopped()
                .hasLowCardinalityKeyValue("outcome", "ok")
                .hasHighCardinalityKeyValue("node", "prices");
    }

    @Test
    void callOfAChosenInstanceThatFailsIsObserved() {
        InstanceChoice choice = InstanceChoice.roundRobin();
        given(services.call("prices", NOTHING, Map.of("k", "v"), TIMEOUT, choice))
                .willReturn(CompletableFuture.failedFuture(new NoSuchServiceException("prices")));

        observed.call("prices", NOTHING, Map.of("k", "v"), TIMEOUT, choice);

        TestObservationRegistryAssert.assertThat(registry)
                .hasSingleObservationThat()
                .hasBeenStopped()
                .hasLowCardinalityKeyValue("outcome", "no_service");
    }

    @Test
    void handlerIsObserved() throws Exception {
        ArgumentCaptor<MessageHandler> handler = ArgumentCaptor.forClass(MessageHandler.class);

        observed.register("prices", Map.of(), MessageHandler.replying(message -> NOTHING));
        verify(services).register(any(), any(), handler.capture());
        handler.getValue()
                .onMessage(new Message(NodeId.of("a@b"), "barrel_p2p:service:prices", NOTHING, Map.of(), true));

        TestObservationRegistryAssert.assertThat(registry)
                .hasSingleObservationThat()
                .hasNameEqualTo("barrel.p2p.handle")
                .hasBeenStopped();
    }
}
