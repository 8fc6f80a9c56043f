package io.barrel.p2p.spring.boot.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.spring.boot.autoconfigure.P2pAutoConfiguration;
import io.barrel.p2p.spring.boot.autoconfigure.P2pServiceAutoConfiguration;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ScopedProxyMode;

class P2pServiceTests {

    private final MockNode mock = new MockNode();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    P2pAutoConfiguration.class, P2pServiceAutoConfiguration.class, JacksonAutoConfiguration.class))
            .withBean(BarrelP2p.class, () -> mock.node);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"method":"price","arguments":["tea"]}               | {"item":"tea","cents":250}
            {"arguments":["gin"],"more":{},"method":"price"}     | null
            {"method":"price","arguments":["tea",3]}             | 750
            {"method":"count","arguments":[[{"item":"a","cents":1},{"item":"b","cents":2}]]} | 3
            {"method":"exact","arguments":[0.1,12345678901234567890.1200]} | 12345678901234567890.2200
            {"method":"later","arguments":["tea"]}               | {"item":"tea","cents":250}
            {"method":"all","arguments":[]}                      | [{"item":"tea","cents":250}]
            {"method":"reset","arguments":[]}                    | null
            {"method":"next","arguments":[{"item":"a","cents":1}]} | {"item":"a","cents":2}
            """)
    void methodIsCalledWithJsonAndAnswersInJson(String call, String reply) {
        runner.withBean(ListedPrices.class)
                .run(context ->
                        assertThat(text(mock.services.call("pricing", call))).isEqualTo(reply));
    }

    @Test
    void howTheApplicationsMapperNamesPropertiesDoesNotChangeTheCall() {
        runner.withPropertyValues("spring.jackson.property-naming-strategy=UPPER_SNAKE_CASE")
                .withBean(ListedPrices.class)
                .run(context -> assertThat(
                                text(mock.services.call("pricing", "{\"method\":\"price\",\"arguments\":[\"tea\"]}")))
                        .isEqualTo("{\"ITEM\":\"tea\",\"CENTS\":250}"));
    }

    @Test
    void replyFollowsWhenTheStageCompletes() {
        runner.withBean(Slow.class).run(context -> {
            CompletionStage<ByteBuffer> reply = mock.services.call("slow", "{\"method\":\"waiting\",\"arguments\":[]}");

            assertThat(reply.toCompletableFuture()).isNotDone();
            context.getBean(Slow.class).stage.complete("now");
            assertThat(text(reply)).isEqualTo("\"now\"");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"destroy", "hidden", "fixed", "toString", "inherited"})
    void classWithoutAnInterfaceOffersThePublicMethodsOfItsOwn(String other) {
        runner.withBean(Slow.class)
                .run(context -> assertThat(
                                mock.services.call("slow", "{\"method\":\"" + other + "\",\"arguments\":[]}"))
                        .failsWithin(Duration.ZERO)
                        .withThrowableOfType(ExecutionException.class)
                        .withMessageEndingWith("there is no method " + other + "/0, but waiting/0"));
    }

    @Test
    void interfaceThatIsNamedIsOfferedAlone() {
        runner.withBean(Both.class).run(context -> {
            assertThat(text(mock.services.call("both", "{\"method\":\"right\",\"arguments\":[]}")))
                    .isEqualTo("\"right\"");
            assertThat(mock.services.call("both", "{\"method\":\"left\",\"arguments\":[]}"))
                    .isCompletedExceptionally();
        });
    }

    @Test
    void nameAndMetadataMayBePlaceholders() {
        runner.withBean(Configured.class)
                .withPropertyValues("app.service=orders", "app.zone=eu=1")
                .run(context -> assertThat(mock.services.offered)
                        .hasEntrySatisfying(
                                "orders",
                                offer -> assertThat(offer.metadata()).isEqualTo(Map.of("zone", "eu=1", "tier", ""))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aspectsOfTheBeanApply(boolean ofTheClass) {
        MethodInterceptor half = call -> {
            Object proceeded = Objects.requireNonNull(call.proceed());
            return proceeded instanceof Integer cents ? (Object) (cents / 2) : proceeded;
        };
        runner.withBean("half", MethodInterceptor.class, () -> half)
                .withBean(BeanNameAutoProxyCreator.class, () -> {
                    BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
                    creator.setBeanNames("prices");
                    creator.setInterceptorNames("half");
                    creator.setProxyTargetClass(ofTheClass);
                    return creator;
                })
                .withBean("prices", ListedPrices.class)
                .run(context -> assertThat(
                                text(mock.services.call("pricing", "{\"method\":\"price\",\"arguments\":[\"tea\",4]}")))
                        .isEqualTo("500"));
    }

    @ParameterizedTest
    @EnumSource(names = {"TARGET_CLASS", "INTERFACES"})
    void beanIsAskedForAtEachCall(ScopedProxyMode mode) {
        runner.withInitializer(context -> {
                    BeanDefinition counter = new RootBeanDefinition(Counter.class);
                    counter.setScope(BeanDefinition.SCOPE_PROTOTYPE);
                    BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context;
                    BeanDefinitionHolder scoped = ScopedProxyUtils.createScopedProxy(
                            new BeanDefinitionHolder(counter, "counter"),
                            registry,
                            mode == ScopedProxyMode.TARGET_CLASS);
                    registry.registerBeanDefinition("counter", scoped.getBeanDefinition());
                })
                .run(context -> {
                    for (int i = 0; i < 2; i++) {
                        assertThat(text(mock.services.call("counter", "{\"method\":\"next\",\"arguments\":[5]}")))
                                .isEqualTo("6");
                    }
                });
    }

    static String text(CompletionStage<ByteBuffer> reply) {
        return UTF_8.decode(reply.toCompletableFuture().join()).toString();
    }

    record Price(String item, int cents) {}

    interface Next<T> {

        T next(T value);
    }

    interface Pricing extends Next<Price> {

        @Nullable
        Price price(String item);

        int price(String item, int pieces);

        int count(List<Price> prices);

        BigDecimal exact(double one, BigDecimal other);

        CompletableFuture<Price> later(String item);

        List<Price> all();

        void reset();

        default int dozen(String item) {
            return price(item, 12);
        }
    }

    @P2pService("pricing")
    static class ListedPrices implements Pricing {

        @Override
        public @Nullable Price price(String item) {
            return item.equals("tea") ? new Price(item, 250) : null;
        }

        @Override
        public int price(String item, int pieces) {
            return pieces * 250;
        }

        @Override
        public int count(List<Price> prices) {
            return prices.stream().mapToInt(Price::cents).sum();
        }

        @Override
        public BigDecimal exact(double one, BigDecimal other) {
            return other.add(BigDecimal.valueOf(one));
        }

        @Override
        public CompletableFuture<Price> later(String item) {
            return CompletableFuture.supplyAsync(() -> new Price(item, 250));
        }

        @Override
        public List<Price> all() {
            return List.of(new Price("tea", 250));
        }

        @Override
        public void reset() {}

        @Override
        public Price next(Price value) {
            return new Price(value.item(), value.cents() + 1);
        }
    }

    /** Counts its own calls, too: a second one is not answered by the same bean. */
    @P2pService("counter")
    static class Counter implements Next<Integer> {

        private int calls;

        @Override
        public Integer next(Integer value) {
            return value + ++calls;
        }
    }

    static class Inherited {

        public String inherited() {
            return "";
        }
    }

    @P2pService("slow")
    static class Slow extends Inherited implements DisposableBean {

        final CompletableFuture<String> stage = new CompletableFuture<>();

        public CompletableFuture<String> waiting() {
            return stage;
        }

        public static String fixed() {
            return "";
        }

        @Override
        public void destroy() {}

        @Override
        public String toString() {
            return "slow";
        }

        String hidden() {
            return "";
        }
    }

    interface Left {

        String left();
    }

    interface Right {

        String right();
    }

    @P2pService(name = "both", type = Right.class)
    static class Both implements Left, Right {

        @Override
        public String left() {
            return "left";
        }

        @Override
        public String right() {
            return "right";
        }
    }

    @P2pService(
            name = "${app.service}",
            metadata = {"zone=${app.zone}", "tier="})
    static class Configured {

        public void run() {}
    }
}
