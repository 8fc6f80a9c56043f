package io.barrel.p2p.spring.boot.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.spring.boot.autoconfigure.P2pAutoConfiguration;
import io.barrel.p2p.spring.boot.autoconfigure.P2pListenerAutoConfiguration;
import io.barrel.p2p.spring.boot.method.PayloadConverter;
import io.barrel.p2p.spring.boot.method.PayloadWriter;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class P2pHandlerTests {

    private final MockNode mock = new MockNode();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    P2pAutoConfiguration.class, P2pListenerAutoConfiguration.class, JacksonAutoConfiguration.class))
            .withBean(BarrelP2p.class, () -> mock.node);

    @ParameterizedTest
    @CsvSource({
        "whole,  größer of orders@b to whole with value",
        "bytes,  größer",
        "buffer, größer",
        "text,   größer of orders@b",
        "both,   größer and größer",
        "none,   nothing taken"
    })
    void parametersAreMadeOfTheMessage(String address, String reply) {
        runner.withBean(Forms.class)
                .run(context -> assertThat(text(mock.request(address, "größer".getBytes(UTF_8))))
                        .isEqualTo(reply));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            price     | "tea" | {"item":"tea","cents":250}
            price     | "gin" | null
            later     | "tea" | {"item":"tea","cents":250}
            optional  | "tea" | {"item":"tea","cents":250}
            count     | ["tea", "gin"] | 2
            list      | "tea" | [{"kind":"priced","item":"tea"}]
            laterList | "tea" | [{"kind":"priced","item":"tea"}]
            any       | "tea" | {"item":"tea","cents":250}
            unknown   | "tea" | {"item":"tea","cents":250}
            raw       | "tea" | {"item":"tea","cents":250}
            generic   | {"item":"tea","cents":250} | {"item":"tea","cents":251}
            """)
    void otherTypesAreReadAndWrittenAsJson(String address, String request, String reply) {
        runner.withBean(Prices.class)
                .withBean(OfPrices.class)
                .run(context -> assertThat(text(mock.request(address, request.getBytes(UTF_8))))
                        .isEqualTo(reply));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "nothingLater", "ofNoType"})
    void handlerThatReturnsNothingRepliesNothing(String address) {
        runner.withBean(Quiet.class).run(context -> {
            assertThat(text(mock.request(address, "x".getBytes(UTF_8)))).isEmpty();
            assertThat(context.getBean(Quiet.class).got).containsExactly("x");
        });
    }

    @Test
    void replyFollowsWhenTheStageCompletes() {
        runner.withBean(Slow.class).run(context -> {
            CompletionStage<ByteBuffer> reply = mock.request("slow", new byte[0]);

            assertThat(reply.toCompletableFuture()).isNotDone();
            context.getBean(Slow.class).stage.complete("now");
            assertThat(text(reply)).isEqualTo("now");
        });
    }

    @Test
    void messageWithoutReplyIsHandledAndItsReplyNotWritten() {
        List<Object> written = new ArrayList<>();
        PayloadWriter writer = (value, type) -> {
            written.add(type);
            return ByteBuffer.allocate(0);
        };
        PayloadConverter reader = (payload, type) -> List.of("tea");
        runner.withBean(PayloadWriter.class, () -> writer)
                .withBean(PayloadConverter.class, () -> reader)
                .withBean(Prices.class)
                .run(context -> {
                    assertThat(mock.deliver(
                                    new Message(MockNode.ACTIVE, "count", ByteBuffer.allocate(0), Map.of(), false)))
                            .isCompleted();
                    assertThat(written).isEmpty();
                    assertThat(mock.request("count", new byte[0])).isCompleted();
                    assertThat(written).containsExactly(int.class);
                });
    }

    @Test
    void addressesMayBePlaceholdersAndExpressions() {
        runner.withBean(Configured.class)
                .withPropertyValues("app.address=orders")
                .run(context -> assertThat(mock.handlers).containsOnlyKeys("orders", "expressed"));
    }

    @Test
    void handlersAreRegisteredBeforeTheNodeStartsAndUntilItHasStopped() {
        runner.withBean(Slow.class).run(context -> {
            var order = Mockito.inOrder(mock.messaging, mock.node);
            order.verify(mock.messaging).handle(eq("slow"), any());
            order.verify(mock.node).start();
            Mockito.doAnswer(call -> {
                        assertThat(mock.handlers).isNotEmpty();
                        return null;
                    })
                    .when(mock.node)
                    .stop();
        });
        Mockito.verify(mock.node).stop();
        assertThat(mock.handlers).isEmpty();
    }

    @Test
    void contextThatIsStoppedAndStartedHandlesAgain() {
        runner.withBean(Slow.class).run(context -> {
            context.stop();
            assertThat(mock.handlers).isEmpty();
            context.start();
            assertThat(mock.handlers).containsOnlyKeys("slow");
        });
    }

    /** A node of the application's own may outlive a context that does not start. */
    @Test
    void contextThatCannotRegisterOneHandlerLeavesNone() {
        mock.handlers.put("text", message -> CompletableFuture.completedStage(ByteBuffer.allocate(0)));
        runner.withBean(Forms.class).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure())
                    .rootCause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("messages to text have a handler");
        });
        assertThat(mock.handlers).containsOnlyKeys("text");
    }

    static String text(CompletionStage<ByteBuffer> reply) {
        return UTF_8.decode(reply.toCompletableFuture().join()).toString();
    }

    record Price(String item, int cents) {}

    @SuppressWarnings("unused")
    static class Forms {

        @P2pHandler("whole")
        String whole(Message message) {
            return UTF_8.decode(message.payload()) + " of " + message.from() + " to " + message.address() + " with "
                    + message.context().get("key");
        }

        @P2pHandler(address = "bytes")
        public byte[] bytes(byte[] payload) {
            return payload;
        }

        @P2pHandler(address = "buffer")
        protected ByteBuffer buffer(ByteBuffer payload) {
            return payload;
        }

        @P2pHandler(address = "text")
        private String text(String payload, NodeId from) {
            return payload + " of " + from;
        }

        @P2pHandler(address = "both")
        String both(ByteBuffer payload, Message message) {
            return UTF_8.decode(payload) + " and " + UTF_8.decode(message.payload());
        }

        @P2pHandler(address = "none")
        String none() {
            return "nothing taken";
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes(@JsonSubTypes.Type(value = Priced.class, name = "priced"))
    interface Kind {}

    record Priced(String item) implements Kind {}

    static class Prices {

        private final Map<String, Price> prices = new LinkedHashMap<>(Map.of("tea", new Price("tea", 250)));

        @P2pHandler(address = "price")
        @Nullable
        Price price(TextOnly item) {
            return prices.get(item.text());
        }

        @P2pHandler(address = "later")
        CompletableFuture<Price> later(TextOnly item) {
            return CompletableFuture.supplyAsync(() -> new Price(item.text(), 250));
        }

        @P2pHandler(address = "optional")
        Optional<Price> optional(TextOnly item) {
            return Optional.ofNullable(prices.get(item.text()));
        }

        @P2pHandler(address = "count")
        int count(List<String> items) {
            return items.size();
        }

        /** Their kind is written only if the type of the elements is known. */
        @P2pHandler(address = "list")
        List<Kind> list(TextOnly item) {
            return List.of(new Priced(item.text()));
        }

        @P2pHandler(address = "laterList")
        CompletableFuture<List<Kind>> laterList(TextOnly item) {
            return CompletableFuture.completedFuture(list(item));
        }

        @P2pHandler(address = "any")
        Object any(TextOnly item) {
            return new Price(item.text(), 250);
        }

        @P2pHandler(address = "unknown")
        CompletionStage<?> unknown(TextOnly item) {
            return CompletableFuture.completedStage(new Price(item.text(), 250));
        }

        @P2pHandler(address = "raw")
        @SuppressWarnings("rawtypes")
        CompletionStage raw(TextOnly item) {
            return CompletableFuture.completedStage(new Price(item.text(), 250));
        }
    }

    /** Read from a JSON string. */
    record TextOnly(String text) {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        TextOnly {}
    }

    abstract static class Of<T> {

        @P2pHandler(address = "generic")
        CompletionStage<T> on(T value) {
            return CompletableFuture.completedStage(next(value));
        }

        abstract T next(T value);
    }

    static class OfPrices extends Of<Price> {

        @Override
        Price next(Price price) {
            return new Price(price.item(), price.cents() + 1);
        }
    }

    static class Quiet {

        final List<String> got = new ArrayList<>();

        @P2pHandler(address = "nothing")
        void nothing(String payload) {
            got.add(payload);
        }

        @P2pHandler(address = "nothingLater")
        CompletionStage<@Nullable Void> nothingLater(String payload) {
            return CompletableFuture.runAsync(() -> got.add(payload));
        }

        @P2pHandler(address = "ofNoType")
        @Nullable
        Void ofNoType(String payload) {
            got.add(payload);
            return null;
        }
    }

    static class Slow {

        final CompletableFuture<String> stage = new CompletableFuture<>();

        @P2pHandler(address = "slow")
        CompletableFuture<String> on() {
            return stage;
        }
    }

    static class Configured {

        @P2pHandler(address = "${app.address}")
        void placeholder() {}

        @P2pHandler(address = "#{'expr' + 'essed'}")
        void expression() {}
    }
}
