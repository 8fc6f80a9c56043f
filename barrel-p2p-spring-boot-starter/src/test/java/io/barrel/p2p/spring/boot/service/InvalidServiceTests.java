package io.barrel.p2p.spring.boot.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.spring.boot.FailedStart;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.spring.boot.autoconfigure.P2pAutoConfiguration;
import io.barrel.p2p.spring.boot.autoconfigure.P2pServiceAutoConfiguration;
import io.barrel.p2p.spring.boot.method.InvalidMethodException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Mono;

@ExtendWith(OutputCaptureExtension.class)
class InvalidServiceTests {

    private final MockNode mock = new MockNode();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    P2pAutoConfiguration.class, P2pServiceAutoConfiguration.class, JacksonAutoConfiguration.class))
            .withBean(BarrelP2p.class, () -> mock.node);

    static Stream<Arguments> invalid() {
        return Stream.of(
                Arguments.of(NoName.class, "cannot offer the service ''", "Give @P2pService a name"),
                Arguments.of(Unresolved.class, "cannot offer the service '${no.such}'", "Give @P2pService a name"),
                Arguments.of(NoPair.class, "its metadata 'zone' is not of the form key=value", "metadata as"),
                Arguments.of(TwoPairs.class, "its metadata has 'zone' twice", "metadata as"),
                Arguments.of(Empty.class, "has no method to call", "Give it one"),
                Arguments.of(
                        Overloaded.class,
                        "has price(String) and price(String[]), which a call cannot tell apart",
                        "Rename one of them"),
                Arguments.of(OtherType.class, "has the type java.util.List, which is no interface of", "implement"),
                Arguments.of(NoInterface.class, "which is no interface of", "implement"),
                Arguments.of(OfAnything.class, "has type parameters, and nothing says", "Extend OfAnything by a type"),
                Arguments.of(Generic.class, "has the method any with type parameters of its own", "to the interface"),
                Arguments.of(OfAFuture.class, "returns a java.util.concurrent.Future", "a CompletionStage of it"),
                Arguments.of(Nested.class, "returns a reactor.core.publisher.Mono", "a CompletionStage of it"),
                Arguments.of(TakesAStage.class, "takes a java.util.concurrent.CompletableFuture", "the value"),
                Arguments.of(TakesAStream.class, "takes a java.io.InputStream", "the value"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void beanThatCannotBeAServiceStopsTheStart(Class<?> bean, String problem, String remedy) {
        runner.withBean("broken", bean).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure()).isInstanceOfSatisfying(InvalidMethodException.class, failure -> {
                assertThat(failure.problem())
                        .startsWith("The @P2pService bean 'broken' ")
                        .contains(problem);
                assertThat(failure.remedy()).contains(remedy);
            });
        });
    }

    @Test
    void nodeOffersAServiceOnce() {
        runner.withBean("one", Fine.class).withBean("other", Fine.class).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure())
                    .isInstanceOf(InvalidMethodException.class)
                    .hasMessageStartingWith(
                            "The @P2pService bean 'other' offers the service 'fine', and so does Fine of"
                                    + " bean 'one'. Give each a name of its own");
        });
    }

    /** What an application has registered by hand is no bean, and is found at the start only. */
    @Test
    void serviceThatIsOfferedAlreadyStopsTheStart() {
        mock.node.services().register("fine", Map.of(), message -> CompletableFuture.failedStage(new AssertionError()));
        runner.withBean("fine", Fine.class).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure()).rootCause().hasMessage("fine is offered");
        });
    }

    @Test
    void failureIsReportedWithWhatToDo(CapturedOutput output) {
        FailedStart.of(Broken.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The @P2pService bean 'broken' has no method to call.")
                .contains("Give it one: abstract in an interface, public in a class.");
    }

    @ImportAutoConfiguration({
        P2pAutoConfiguration.class,
        P2pServiceAutoConfiguration.class,
        JacksonAutoConfiguration.class
    })
    static class Broken {

        @Bean
        BarrelP2p node() {
            return new MockNode().node;
        }

        @Bean
        Empty broken() {
            return new Empty();
        }
    }

    @P2pService("fine")
    static class Fine {

        public void run() {}
    }

    @P2pService
    static class NoName extends Fine {

        public void walk() {}
    }

    @P2pService("${no.such}")
    static class Unresolved {

        public void run() {}
    }

    @P2pService(value = "a", metadata = "zone")
    static class NoPair {

        public void run() {}
    }

    @P2pService(
            value = "a",
            metadata = {"zone=eu", "zone=us"})
    static class TwoPairs {

        public void run() {}
    }

    @P2pService("a")
    static class Empty {

        void run() {}
    }

    @P2pService("a")
    static class Overloaded {

        public int price(String item) {
            return item.length();
        }

        public int price(String[] items) {
            return items.length;
        }
    }

    @P2pService(value = "a", type = List.class)
    static class OtherType {

        public void run() {}
    }

    @P2pService(value = "a", type = NoInterface.class)
    static class NoInterface {

        public void run() {}
    }

    @P2pService("a")
    static class Generic {

        public <T> List<T> any(T item) {
            return List.of(item);
        }
    }

    @P2pService("a")
    static class OfAnything<T> {

        public void take(T item) {}
    }

    @P2pService("a")
    static class OfAFuture {

        public Future<String> run() {
            return CompletableFuture.completedFuture("");
        }
    }

    @P2pService("a")
    static class Nested {

        public CompletableFuture<Mono<String>> run() {
            return CompletableFuture.completedFuture(Mono.just(""));
        }
    }

    @P2pService("a")
    static class TakesAStage {

        public void run(CompletableFuture<String> stage) {}
    }

    @P2pService("a")
    static class TakesAStream {

        public void run(InputStream stream) {}
    }
}
