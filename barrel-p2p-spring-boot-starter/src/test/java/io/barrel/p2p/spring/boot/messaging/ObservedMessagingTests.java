package io.barrel.p2p.spring.boot.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.spring.boot.autoconfigure.P2pAutoConfiguration;
import io.barrel.p2p.spring.boot.autoconfigure.P2pListenerAutoConfiguration;
import io.barrel.p2p.spring.boot.autoconfigure.P2pObservationAutoConfiguration;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ObservedMessagingTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final MockNode mock = new MockNode();
    private final TestObservationRegistry registry = TestObservationRegistry.create();
    private final Tracing tracing = new Tracing();
    private final CompletableFuture<ByteBuffer> reply = new CompletableFuture<>();
    private final Map<String, String> sent = new HashMap<>();

    private final ApplicationContextRunner plain = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    P2pAutoConfiguration.class,
                    P2pObservationAutoConfiguration.class,
                    P2pListenerAutoConfiguration.class))
            .withBean(BarrelP2p.class, () -> mock.node);

    private final ApplicationContextRunner runner =
            plain.withBean(ObservationRegistry.class, () -> registry).withBean(Handlers.class);

    ObservedMessagingTests() {
        registry.observationConfig().observationHandler(tracing);
        given(mock.messaging.request(any(), any(), any(), any(), any())).willAnswer(call -> {
            sent.putAll(call.getArgument(3));
            return reply;
        });
    }

    @Test
    void withoutARegistryNothingIsObserved() {
        plain.run(context -> assertThat(context.getBean(Messaging.class)).isSameAs(mock.messaging));
        plain.withClassLoader(new FilteredClassLoader(ObservationRegistry.class))
                .run(context -> assertThat(context.getBean(Messaging.class)).isSameAs(mock.messaging));
        runner.withPropertyValues("barrel.p2p.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(Messaging.class));
    }

    @Test
    void requestCarriesTheTraceBesideItsOwnContext() {
        runner.run(context -> {
            CompletionStage<ByteBuffer> requested = request(context.getBean(Messaging.class), Map.of("key", "value"));

            assertThat(sent).isEqualTo(Map.of("key", "value", "traceparent", "00-trace"));
            assertThat(requested).isSameAs(reply);
            TestObservationRegistryAssert.assertThat(registry)
                    .hasSingleObservationThat()
                    .hasNameEqualTo("barrel.p2p.request")
                    .hasBeenStarted()
                    .isNotStopped();
            reply.complete(ByteBuffer.allocate(0));
            TestObservationRegistryAssert.assertThat(registry)
                    .hasSingleObservationThat()
                    .hasBeenStopped()
                    .hasContextualNameEqualTo("request prices")
                    .hasLowCardinalityKeyValue("outcome", "ok")
                    .hasHighCardinalityKeyValue("address", "prices")
                    .hasHighCardinalityKeyValue("node", "orders@b")
                    .doesNotHaveError();
        });
    }

    @Test
    void traceThatDoesNotFitIsLeftOut() {
        Map<String, String> full = Map.of("k", "v".repeat(4_090));
        runner.run(context -> request(context.getBean(Messaging.class), full));

        assertThat(sent).isEqualTo(full);
    }

    @Test
    void outcomeOfARequestIsWhyItFailed() {
        reply.completeExceptionally(
                new MessagingException(MessagingFailure.NO_HANDLER, MockNode.ACTIVE, "prices", "nobody"));
        runner.run(context -> request(context.getBean(Messaging.class), Map.of()));

        assertOutcome("no_handler");
    }

    @Test
    void cancellingReachesTheNode() {
        runner.run(context -> request(context.getBean(Messaging.class), Map.of())
                .toCompletableFuture()
                .cancel(true));

        assertThat(reply).isCancelled();
        assertOutcome("cancelled");
    }

    @Test
    void requestThatIsNotMadeIsAnErrorToo() {
        willThrow(new IllegalArgumentException("no")).given(mock.messaging).request(any(), any(), any(), any(), any());
        runner.run(context -> assertThatThrownBy(() -> request(context.getBean(Messaging.class), Map.of()))
                .isInstanceOf(IllegalArgumentException.class));

        assertOutcome("error");
    }

    @Test
    void handlerIsObservedWithTheTraceOfTheSenderAndRunsInside() {
        runner.run(context -> {
            Message message = new Message(
                    MockNode.ACTIVE, "prices", ByteBuffer.allocate(0), Map.of("traceparent", "00-theirs"), true);

            assertThat(P2pHandlerTests.text(mock.deliver(message))).isEqualTo("barrel.p2p.handle");
        });
        assertThat(tracing.received).containsExactly("00-theirs");
        TestObservationRegistryAssert.assertThat(registry)
                .doesNotHaveAnyRemainingCurrentObservation()
                .hasSingleObservationThat()
                .hasNameEqualTo("barrel.p2p.handle")
                .hasBeenStopped()
                .hasContextualNameEqualTo("handle prices")
                .hasLowCardinalityKeyValue("outcome", "ok")
                .hasHighCardinalityKeyValue("node", "orders@b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"failing", "programmatic"})
    void handlerThatFailsIsAnError(String address) {
        runner.run(context -> {
            context.getBean(Messaging.class).handle("programmatic", message -> {
                throw new IllegalStateException("too full");
            });
            assertThat(mock.request(address, new byte[0]).toCompletableFuture()).isCompletedExceptionally();
        });

        assertOutcome("error");
    }

    private static CompletionStage<ByteBuffer> request(Messaging messaging, Map<String, String> context) {
        return messaging.request(MockNode.ACTIVE, "prices", ByteBuffer.allocate(0), context, TIMEOUT);
    }

    private void assertOutcome(String outcome) {
        TestObservationRegistryAssert.assertThat(registry)
                .doesNotHaveAnyRemainingCurrentObservation()
                .hasSingleObservationThat()
                .hasBeenStopped()
                .hasLowCardinalityKeyValue("outcome", outcome)
                .hasError();
    }

    static class Handlers {

        private final ObservationRegistry registry;

        Handlers(ObservationRegistry registry) {
            this.registry = registry;
        }

        @P2pHandler("prices")
        String prices() {
            Observation current = registry.getCurrentObservation();
            return String.valueOf(current == null ? null : current.getContext().getName());
        }

        @P2pHandler("failing")
        void failing() {
            throw new IllegalStateException("too full");
        }
    }

    /** Injects and extracts as a tracer's handlers do. */
    private static final class Tracing implements ObservationHandler<Observation.Context> {

        final List<String> received = new ArrayList<>();

        @Override
        @SuppressWarnings("unchecked")
        public void onStart(Observation.Context context) {
            if (context instanceof SenderContext) {
                SenderContext<Object> sender = (SenderContext<Object>) context;
                sender.getSetter().set(sender.getCarrier(), "traceparent", "00-trace");
            } else if (context instanceof ReceiverContext) {
                ReceiverContext<Object> receiver = (ReceiverContext<Object>) context;
                received.add(String.valueOf(
                        receiver.getGetter().get(Objects.requireNonNull(receiver.getCarrier()), "traceparent")));
            }
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }
}
