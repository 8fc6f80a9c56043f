package io.barrel.p2p.spring.boot.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.spring.boot.autoconfigure.P2pAutoConfiguration;
import io.barrel.p2p.spring.boot.autoconfigure.P2pListenerAutoConfiguration;
import io.barrel.p2p.spring.boot.method.PayloadConverter;
import io.barrel.p2p.spring.boot.method.PayloadException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What the sender and the log are told if a message cannot be handled. */
@ExtendWith(OutputCaptureExtension.class)
class FailingHandlerTests {

    private final MockNode mock = new MockNode();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    P2pAutoConfiguration.class, P2pListenerAutoConfiguration.class, JacksonAutoConfiguration.class))
            .withBean(BarrelP2p.class, () -> mock.node);

    @Test
    void payloadThatCannotBeReadFailsTheRequestAndIsLoggedInOneLine(CapturedOutput output) {
        runner.withBean(Failing.class).run(context -> {
            assertThat(failure(mock.request("order", "{not json".getBytes(UTF_8))))
                    .isInstanceOf(PayloadException.class)
                    .hasMessageStartingWith("not a " + Order.class.getTypeName() + ": ")
                    .hasMessageContaining("Unexpected character");
            assertThat(failure(mock.request("order", "null".getBytes(UTF_8))))
                    .hasMessage("null is not a " + Order.class.getTypeName());
            assertThat(failure(mock.request("text", new byte[] {(byte) 0xff}))).hasMessageStartingWith("not UTF-8");
        });
        assertThat(output.getOut().split("Refused a message to", -1)).hasSize(4);
        assertThat(output)
                .contains("Refused a message to order by orders@b that Failing.order of bean")
                .doesNotContain("\tat ");
    }

    @Test
    void whatTheSenderIsToldIsOneShortPrintableLine() {
        String hostile = "a\nb\u009b31m\u202ec" + "x".repeat(5_000) + "END";
        runner.withBean(PayloadConverter.class, () -> (payload, type) -> {
                    throw new IllegalArgumentException(hostile);
                })
                .withBean(Reading.class)
                .run(context -> assertThat(failure(mock.request("order", new byte[1])))
                        .message()
                        .contains("a b 31m c")
                        .doesNotContain("END")
                        .hasSizeLessThan(600));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            throws        | java.lang.IllegalStateException: too full
            error         | java.lang.AssertionError: broken
            overflow      | java.lang.StackOverflowError: too deep
            later         | java.lang.IllegalStateException: too full
            laterStill    | java.lang.IllegalStateException: too full
            null          | java.io.IOException: null is not a java.lang.String
            nullBytes     | java.io.IOException: null is not a byte[]
            nullStage     | java.io.IOException: null is not a java.lang.String
            unwritable    | tools.jackson.databind.DatabindException: no item
            """)
    void exceptionIsWhatTheRequestFailsWithAndIsLogged(String address, String failure, CapturedOutput output) {
        runner.withBean(Failing.class)
                .run(context -> assertThat(failure(mock.request(address, "x".getBytes(UTF_8)))
                                .toString())
                        .startsWith(failure));
        assertThat(output)
                .contains("Failing.on" + address + " of bean")
                .contains("failed for a message to " + address)
                .contains(failure);
    }

    @Test
    void failureOfAMessageWithoutReplyIsLogged(CapturedOutput output) {
        runner.withBean(Failing.class).run(context -> {
            Message message = new Message(MockNode.ACTIVE, "later", ByteBuffer.allocate(0), Map.of(), false);
            assertThat(failure(mock.deliver(message))).hasMessage("too full");
        });
        assertThat(output).contains("failed for a message to later").contains("IllegalStateException: too full");
    }

    private static Throwable failure(CompletionStage<ByteBuffer> reply) {
        return reply.handle((value, failure) -> {
                    assertThat(failure).isNotNull();
                    return failure;
                })
                .toCompletableFuture()
                .join();
    }

    record Order(String item) {}

    static class Reading {

        @P2pHandler("order")
        void order(Order order) {}
    }

    static class Failing {

        @P2pHandler("order")
        void order(Order order) {}

        @P2pHandler("text")
        void text(String text) {}

        @P2pHandler("throws")
        void onthrows() {
            throw new IllegalStateException("too full");
        }

        @P2pHandler("error")
        void onerror() {
            throw new AssertionError("broken");
        }

        @P2pHandler("overflow")
        void onoverflow() {
            throw new StackOverflowError("too deep");
        }

        @P2pHandler("later")
        CompletionStage<String> onlater() {
            return CompletableFuture.failedStage(new IllegalStateException("too full"));
        }

        @P2pHandler("laterStill")
        CompletionStage<Integer> onlaterStill() {
            return onlater().thenApply(String::length);
        }

        @P2pHandler("null")
        @Nullable
        String onnull() {
            return null;
        }

        @P2pHandler("nullBytes")
        byte @Nullable [] onnullBytes() {
            return null;
        }

        @P2pHandler("nullStage")
        @Nullable
        CompletionStage<String> onnullStage() {
            return null;
        }

        @P2pHandler("unwritable")
        Unwritable onunwritable() {
            return new Unwritable("tea");
        }
    }

    record Unwritable(String item) {

        @Override
        public String item() {
            throw new IllegalStateException("no item");
        }
    }
}
