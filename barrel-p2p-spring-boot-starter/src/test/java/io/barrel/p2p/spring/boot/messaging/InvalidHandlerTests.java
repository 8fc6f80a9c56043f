package io.barrel.p2p.spring.boot.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.spring.boot.FailedStart;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.spring.boot.autoconfigure.P2pAutoConfiguration;
import io.barrel.p2p.spring.boot.autoconfigure.P2pListenerAutoConfiguration;
import io.barrel.p2p.spring.boot.method.InvalidMethodException;
import io.barrel.p2p.spring.boot.method.PayloadConverter;
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
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
class InvalidHandlerTests {

    private final MockNode mock = new MockNode();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    P2pAutoConfiguration.class, P2pListenerAutoConfiguration.class, JacksonAutoConfiguration.class))
            .withBean(BarrelP2p.class, () -> mock.node);

    static Stream<Arguments> invalid() {
        return Stream.of(
                Arguments.of(
                        NoAddress.class, "NoAddress.on of bean 'broken' has the address ''", "Give @P2pHandler an"),
                Arguments.of(Unresolved.class, "has the address '${no.such}'", "Give @P2pHandler an address"),
                Arguments.of(Reserved.class, "addresses that begin with barrel_p2p:", "Give @P2pHandler an address"),
                Arguments.of(Twice.class, "the second being java.util.List", "take the Message"),
                Arguments.of(OfAFuture.class, "returns a java.util.concurrent.Future", "a CompletionStage of it"),
                Arguments.of(OfAMono.class, "returns a reactor.core.publisher.Mono", "a CompletionStage of it"),
                Arguments.of(Nested.class, "returns a reactor.core.publisher.Mono", "CompletionStage"),
                Arguments.of(SameAddress.class, "handles messages to 'a', and so does", "Give each an address"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void methodThatCannotBeAHandlerStopsTheStart(Class<?> bean, String problem, String remedy) {
        runner.withBean("broken", bean).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure()).isInstanceOfSatisfying(InvalidMethodException.class, failure -> {
                assertThat(failure)
                        .hasMessageStartingWith("The @P2pHandler method ")
                        .hasMessageContaining(problem)
                        .hasMessageContaining("of bean 'broken'");
                assertThat(failure.remedy()).contains(remedy);
            });
        });
    }

    @Test
    void twoBeansCannotHandleOneAddress() {
        runner.withBean("one", Typed.class).withBean("other", Typed.class).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure())
                    .isInstanceOf(InvalidMethodException.class)
                    .hasMessageContaining("of bean 'one'")
                    .hasMessageContaining("of bean 'other'");
        });
    }

    @Test
    void jsonTypeWithoutAMapperStopsTheStart() {
        ApplicationContextRunner typed = runner.withBean("typed", Typed.class);
        typed.run(context -> assertThat(context).hasNotFailed());
        typed.withClassLoader(new FilteredClassLoader(JsonMapper.class)).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure())
                    .isInstanceOf(InvalidMethodException.class)
                    .hasMessageContaining("Typed.on of bean 'typed'")
                    .hasMessageContaining("there is nothing that");
        });
    }

    /** Else requests would come in one form and replies go in another. */
    @Test
    void applicationThatReadsAFormOfItsOwnMustWriteItToo() {
        runner.withBean(PayloadConverter.class, () -> (payload, type) -> Map.of())
                .withBean("typed", Typed.class)
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(context.getStartupFailure())
                            .isInstanceOfSatisfying(InvalidMethodException.class, failure -> {
                                assertThat(failure).hasMessageContaining("there is nothing that writes one");
                                assertThat(failure.remedy()).contains("define a PayloadWriter bean");
                            });
                });
    }

    @Test
    void failureIsReportedWithWhatToDo(CapturedOutput output) {
        FailedStart.of(Broken.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The @P2pHandler method NoAddress.on of bean 'broken' has the address ''")
                .contains("Give @P2pHandler an address, such as @P2pHandler(\"prices\")");
    }

    @ImportAutoConfiguration({P2pAutoConfiguration.class, P2pListenerAutoConfiguration.class})
    static class Broken {

        @Bean
        BarrelP2p node() {
            return new MockNode().node;
        }

        @Bean
        NoAddress broken() {
            return new NoAddress();
        }
    }

    static class NoAddress {

        @P2pHandler
        void on(Message message) {}
    }

    static class Unresolved {

        @P2pHandler("${no.such}")
        void on(Message message) {}
    }

    static class Reserved {

        @P2pHandler("barrel_p2p:roster")
        void on(Message message) {}
    }

    static class Twice {

        @P2pHandler("a")
        void on(Map<String, String> one, List<String> other) {}
    }

    static class OfAFuture {

        @P2pHandler("a")
        Future<String> on() {
            return CompletableFuture.completedFuture("");
        }
    }

    static class OfAMono {

        @P2pHandler("a")
        Mono<String> on() {
            return Mono.just("");
        }
    }

    static class Nested {

        @P2pHandler("a")
        CompletableFuture<Mono<String>> on() {
            return CompletableFuture.completedFuture(Mono.just(""));
        }
    }

    static class SameAddress {

        @P2pHandler("a")
        void on() {}

        @P2pHandler("a")
        void other() {}
    }

    static class Typed {

        @P2pHandler("a")
        Map<String, Integer> on(Map<String, Integer> prices) {
            return prices;
        }
    }
}
