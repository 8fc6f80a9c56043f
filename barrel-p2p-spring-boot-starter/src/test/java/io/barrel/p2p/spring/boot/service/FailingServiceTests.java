package io.barrel.p2p.spring.boot.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.spring.boot.autoconfigure.P2pAutoConfiguration;
import io.barrel.p2p.spring.boot.autoconfigure.P2pServiceAutoConfiguration;
import io.barrel.p2p.spring.boot.method.PayloadException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What the caller and the log are told if a call cannot be handled. */
@ExtendWith(OutputCaptureExtension.class)
class FailingServiceTests {

    private final MockNode mock = new MockNode();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    P2pAutoConfiguration.class, P2pServiceAutoConfiguration.class, JacksonAutoConfiguration.class))
            .withBean(BarrelP2p.class, () -> mock.node)
            .withBean("shop", Shop.class);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {not json                                      | not a call in JSON: Unexpected character
            {"method":"sell","arguments":[[]]} 1           | not a call in JSON: Trailing token
            ''                                             | not a call, which is {"method":"…","arguments":[…]}
            null                                           | not a call, which is
            []                                             | not a call, which is
            {"method":"sell"}                              | not a call, which is
            {"method":["sell"],"arguments":[]}             | not a call, which is
            {"method":"sell","arguments":{}}               | not a call, which is
            {"method":"steal","arguments":[]}              | there is no method steal/0, but fail/0, failLater/0, one/1, sell/1
            {"method":"sell","arguments":[]}               | there is no method sell/0, but
            {"method":"getClass","arguments":[]}           | there is no method getClass/0, but
            {"method":"sell","arguments":[["a",{}]]}       | argument 1 of sell is not a java.util.List<java.lang.String>: Cannot
            {"method":"one","arguments":[null]}            | argument 1 of one is not a int: Cannot map `null`
            """)
    void callThatCannotBeReadFailsAndIsLoggedInOneLine(String payload, String reason, CapturedOutput output) {
        runner.run(context -> assertThat(failure(mock.services.call("shop", payload)))
                .isInstanceOf(PayloadException.class)
                .hasMessageStartingWith(reason));

        assertThat(output.getOut().split("Refused a message to shop by orders@b that Shop.?[a-z]* of bean 'shop'", -1))
                .hasSize(2);
        assertThat(output).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({"fail, true", "fail, false", "failLater, true", "failLater, false"})
    void exceptionIsWhatTheCallFailsWithAndIsLoggedOnce(String method, boolean wantsReply, CapturedOutput output) {
        runner.run(context -> assertThat(failure(
                        mock.services.call("shop", "{\"method\":\"" + method + "\",\"arguments\":[]}", wantsReply)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("sold out"));

        assertThat(output.getOut().split("Shop." + method + " of bean 'shop' failed for a message to shop", -1))
                .hasSize(2);
        assertThat(output).contains("IllegalStateException: sold out");
    }

    @Test
    void callThatFailsLeavesTheServiceAsItWas() {
        runner.run(context -> {
            failure(mock.services.call("shop", "{not json"));
            assertThat(P2pServiceTests.text(mock.services.call("shop", "{\"method\":\"one\",\"arguments\":[2]}")))
                    .isEqualTo("2");
        });
    }

    private static Throwable failure(CompletionStage<ByteBuffer> reply) {
        return reply.handle((value, failure) -> {
                    assertThat(failure).isNotNull();
                    return failure;
                })
                .toCompletableFuture()
                .join();
    }

    @P2pService("shop")
    static class Shop {

        public int sell(List<String> items) {
            return items.size();
        }

        public int one(int item) {
            return item;
        }

        public String fail() {
            throw new IllegalStateException("sold out");
        }

        public CompletionStage<String> failLater() {
            return CompletableFuture.failedStage(new IllegalStateException("sold out"));
        }
    }
}
