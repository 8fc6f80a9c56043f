package io.barrel.p2p.spring.boot.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;

import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.service.InstanceChoice;
import io.barrel.p2p.service.NoSuchServiceException;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.spring.boot.method.InvalidMethodException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.stubbing.Answer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class P2pClientsTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(7);

    private final ServiceRegistry services = mock();
    private final List<String> sent = new ArrayList<>();
    private final P2pClients clients = new JsonClients(services, new JsonMapper(), TIMEOUT);

    /** Each call is answered with that. */
    private Shop shop(CompletionStage<ByteBuffer> reply) {
        Answer<CompletionStage<ByteBuffer>> answer = call -> {
            assertThat(call.<Object>getArgument(0)).isEqualTo("shop");
            assertThat(call.<Object>getArgument(2)).isEqualTo(TIMEOUT);
            sent.add(UTF_8.decode(call.<ByteBuffer>getArgument(1)).toString());
            return reply;
        };
        willAnswer(answer).given(services).call(any(), any(), any());
        return clients.client(Shop.class, "shop");
    }

    private Shop shop(String reply) {
        return shop(CompletableFuture.completedStage(UTF_8.encode(reply)));
    }

    @Test
    void methodWaitsForItsResult() {
        assertThat(shop("[{\"name\":\"tea\"}]").items("t")).containsExactly(new Item("tea"));
        assertThat(sent).containsExactly("{\"method\":\"items\",\"arguments\":[\"t\"]}");
    }

    @Test
    void argumentsAreWrittenAsTheirTypesSayAndMayBeNull() {
        assertThat(shop("2").put(List.of(new Item("a")), null)).isEqualTo(2);
        assertThat(sent).containsExactly("{\"method\":\"put\",\"arguments\":[[{\"name\":\"a\"}],null]}");
    }

    @Test
    void resultMayBeNullWhereTheTypeHasIt() {
        assertThat(shop("null").first()).isNull();
        assertThatThrownBy(() -> shop("null").put(List.of(), null)).isInstanceOf(JacksonException.class);
    }

    @Test
    void stageCompletesWithTheResult() {
        CompletableFuture<ByteBuffer> reply = new CompletableFuture<>();
        CompletionStage<List<Item>> items = shop(reply).itemsLater();

        assertThat(items.toCompletableFuture()).isNotDone();
        reply.complete(UTF_8.encode("[{\"name\":\"tea\"}]"));
        assertThat(items).isCompletedWithValue(List.of(new Item("tea")));
        assertThat(shop("null").done()).isCompletedWithValue(null);
    }

    @Test
    void cancellingTheStageCancelsTheCall() {
        CompletableFuture<ByteBuffer> reply = new CompletableFuture<>();

        shop(reply).done().cancel(true);

        assertThat(reply).isCancelled();
    }

    @Test
    void failuresAreThrownAndToldAsTheyAre() {
        List<RuntimeException> failures = List.of(
                new NoSuchServiceException("shop"),
                new MessagingException(MessagingFailure.REMOTE_ERROR, MockNode.ACTIVE, "shop", "broken"));
        for (RuntimeException failure : failures) {
            Shop shop = shop(CompletableFuture.failedStage(failure));
            assertThatThrownBy(shop::first).isSameAs(failure);
            assertThat(shop.done())
                    .failsWithin(Duration.ZERO)
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isSameAs(failure);
        }
    }

    @Test
    void replyThatIsNoResultFailsTheCall() {
        assertThatThrownBy(() -> shop("{not json").items("t")).isInstanceOf(JacksonException.class);
        assertThat(shop("{not json").itemsLater().toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(JacksonException.class);
    }

    @Test
    void interruptedCallerGivesUp() {
        CompletableFuture<ByteBuffer> reply = new CompletableFuture<>();
        Shop shop = shop(reply);

        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(shop::first)
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("first() of shop");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(reply).isCancelled();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void methodThatReturnsNothingIsSentAndForgotten(boolean arrives) {
        given(services.cast(any(), any()))
                .willReturn(
                        arrives
                                ? CompletableFuture.completedStage(null)
                                : CompletableFuture.failedStage(new NoSuchServiceException("shop")));

        clients.client(Shop.class, "shop").close("tonight");

        verify(services).cast("shop", UTF_8.encode("{\"method\":\"close\",\"arguments\":[\"tonight\"]}"));
    }

    @Test
    void defaultMethodsRunHere() {
        assertThat(shop("{\"name\":\"tea\"}").nameOfFirst("unnamed")).isEqualTo("tea");
        assertThat(sent).containsExactly("{\"method\":\"first\",\"arguments\":[]}");
    }

    @Test
    void clientsAreObjectsLikeOthers() {
        Shop shop = clients.client(Shop.class, "shop");
        Shop other = clients.client(Shop.class, "shop");

        assertThat(Set.of(shop, other)).hasSize(2).contains(shop, other);
        assertThat(shop).hasToString("Shop client of shop");
        verifyNoInteractions(services);
    }

    @Test
    void timeoutAndInstanceAreTheCallersChoice() {
        InstanceChoice choice = InstanceChoice.roundRobin();
        given(services.call("shop", UTF_8.encode("{\"method\":\"first\",\"arguments\":[]}"), Map.of(), TIMEOUT, choice))
                .willReturn(CompletableFuture.completedStage(UTF_8.encode("{\"name\":\"tea\"}")));

        assertThat(clients.client(Shop.class, "shop", TIMEOUT, choice).first()).isEqualTo(new Item("tea"));
    }

    @Test
    void boundsOfTimeAndNameHold() {
        InstanceChoice choice = InstanceChoice.roundRobin();
        for (Duration timeout : List.of(Duration.ZERO, Duration.ofMinutes(11))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> clients.client(Shop.class, "shop", timeout, choice))
                    .withMessageStartingWith("a call takes 1ms to 10m, not ");
            assertThatThrownBy(() -> new JsonClients(services, new JsonMapper(), timeout))
                    .isInstanceOf(InvalidConfigurationException.class);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> clients.client(Shop.class, ""));
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                Arguments.of(String.class, "is no interface", "in an interface"),
                Arguments.of(Listing.class, "has type parameters, and nothing says", "Extend Listing by a type"),
                Arguments.of(Nothing.class, "has no method to call", "Give it one"),
                Arguments.of(Overloaded.class, "has price(Integer) and price(String)", "Rename one of them"),
                Arguments.of(OfAFuture.class, "returns a java.util.concurrent.Future", "CompletionStage"),
                Arguments.of(OfAStage.class, "returns a " + Special.class.getName(), "CompletionStage"),
                Arguments.of(TakesAStream.class, "takes a java.io.OutputStream", "the value"),
                Arguments.of(Generic.class, "method any with type parameters of its own", "to the interface"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void interfaceThatCannotBeCalledIsRefused(Class<?> type, String problem, String remedy) {
        assertThatThrownBy(() -> clients.client(type, "shop"))
                .isInstanceOf(InvalidMethodException.class)
                .hasMessageStartingWith("The client " + type.getName())
                .hasMessageContaining(problem)
                .hasMessageContaining(remedy);
    }

    record Item(String name) {}

    interface Listing<T> {

        List<T> items(String prefix);
    }

    interface Shop extends Listing<Item> {

        int put(List<Item> items, @Nullable String where);

        @Nullable
        Item first();

        CompletionStage<List<Item>> itemsLater();

        CompletableFuture<@Nullable Void> done();

        void close(String when);

        default String nameOfFirst(String otherwise) {
            Item first = first();
            return first == null ? otherwise : first.name();
        }
    }

    interface Nothing {

        default void run() {}
    }

    interface Overloaded {

        int price(String item);

        int price(Integer item);
    }

    interface OfAFuture {

        Future<String> run();
    }

    static class Special extends CompletableFuture<String> {}

    interface OfAStage {

        Special run();
    }

    interface TakesAStream {

        void run(OutputStream stream);
    }

    interface Generic {

        <T> List<T> any(T item);
    }
}
