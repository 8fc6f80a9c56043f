package io.barrel.p2p.spring.boot.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.Lagged;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.spring.boot.autoconfigure.P2pAutoConfiguration;
import io.barrel.p2p.spring.boot.autoconfigure.P2pListenerAutoConfiguration;
import io.barrel.p2p.spring.boot.method.PayloadConverter;
import io.barrel.p2p.wire.NodeId;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class P2pListenerTests {

    private final MockNode mock = new MockNode();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    P2pAutoConfiguration.class, P2pListenerAutoConfiguration.class, JacksonAutoConfiguration.class))
            .withBean(BarrelP2p.class, () -> mock.node);

    @Test
    void parametersAreMadeOfTheBroadcast() {
        runner.withBean(Forms.class).run(context -> {
            mock.broadcast("forms", "größer".getBytes(UTF_8));

            assertThat(context.getBean(Forms.class).got)
                    .containsExactlyInAnyOrder(
                            "broadcast forms",
                            "bytes größer",
                            "buffer größer",
                            "text größer of orders@b",
                            "called for forms");
        });
    }

    @Test
    void otherTypesAreReadAsJson() {
        runner.withBean(Prices.class).run(context -> {
            mock.broadcast("prices", "{\"item\":\"tea\",\"cents\":250}".getBytes(UTF_8));
            mock.broadcast("lists", "[{\"item\":\"tea\",\"cents\":250}]".getBytes(UTF_8));
            mock.broadcast("counts", "7".getBytes(UTF_8));

            assertThat(context.getBean(Prices.class).got)
                    .containsExactly(new Price("tea", 250), MockNode.ACTIVE, List.of(new Price("tea", 250)), 7);
        });
    }

    @Test
    void typeVariablesOfABaseClassAreResolved() {
        runner.withBean(OfPrices.class).run(context -> {
            mock.broadcast("generic", "{\"item\":\"tea\",\"cents\":250}".getBytes(UTF_8));

            assertThat(context.getBean(OfPrices.class).got).containsExactly(new Price("tea", 250));
        });
    }

    @Test
    void payloadThatCannotBeReadIsLoggedOnceAndSkipped(CapturedOutput output) {
        runner.withBean(Prices.class).withBean(Forms.class).run(context -> {
            mock.broadcast("prices", "{not json".getBytes(UTF_8));
            mock.broadcast("prices", "null".getBytes(UTF_8));
            mock.broadcast("forms", new byte[] {(byte) 0xff});
            mock.broadcast("prices", "{\"item\":\"tea\",\"cents\":250}".getBytes(UTF_8));

            assertThat(context.getBean(Prices.class).got).containsExactly(new Price("tea", 250), MockNode.ACTIVE);
            assertThat(output.getOut().split("Skipped a broadcast to", -1)).hasSize(4);
            assertThat(output)
                    .contains("Skipped a broadcast to prices by orders@b that Prices.on of bean")
                    .contains("null is not a " + Price.class.getTypeName())
                    .contains("not UTF-8")
                    .doesNotContain("\tat ");
        });
    }

    @Test
    void listenerThatThrowsIsLoggedAndGetsTheNextOne(CapturedOutput output) {
        runner.withBean(Failing.class).run(context -> {
            mock.broadcast("failing", new byte[1]);
            mock.broadcast("failing", new byte[1]);

            assertThat(context.getBean(Failing.class).calls).isEqualTo(2);
            assertThat(output).contains("Failing.on of bean").contains("IllegalStateException: too full");
        });
    }

    @Test
    void listenersOfTheSameTopicAndBeanAreToldOfLostBroadcasts() {
        runner.withBean(Slow.class).run(context -> {
            mock.subscribers.forEach(subscribed -> subscribed.listener().onLagged(new Lagged(subscribed.topic(), 3)));

            assertThat(context.getBean(Slow.class).lost).containsExactly(new Lagged("slow", 3));
        });
    }

    @Test
    void topicsMayBePlaceholdersAndExpressions() {
        runner.withBean(Configured.class)
                .withPropertyValues("app.topic=news")
                .run(context -> assertThat(mock.subscribers)
                        .extracting(MockNode.Subscribed::topic)
                        .containsExactlyInAnyOrder("news", "expressed", "composed"));
    }

    @Test
    void listenersAreSubscribedBeforeTheNodeStartsAndUntilItHasStopped() {
        runner.withBean(Slow.class).run(context -> {
            var order = Mockito.inOrder(mock.gossip, mock.node);
            order.verify(mock.gossip).subscribe(eq("slow"), any());
            order.verify(mock.node).start();
            Mockito.doAnswer(call -> {
                        assertThat(mock.subscribers).isNotEmpty();
                        return null;
                    })
                    .when(mock.node)
                    .stop();
        });
        Mockito.verify(mock.node).stop();
        assertThat(mock.subscribers).isEmpty();
    }

    @Test
    void contextThatIsStoppedAndStartedListensAgain() {
        runner.withBean(Slow.class).run(context -> {
            context.stop();
            assertThat(mock.subscribers).isEmpty();
            context.start();
            assertThat(mock.subscribers).hasSize(2);
        });
    }

    @Test
    void lazyBeanIsMadeByItsFirstBroadcast() {
        runner.withBean("lazy", Failing.class, Failing::new, definition -> definition.setLazyInit(true))
                .run(context -> {
                    assertThat(context.getBeanFactory().containsSingleton("lazy"))
                            .isFalse();
                    mock.broadcast("failing", new byte[1]);
                    assertThat(context.getBeanFactory().containsSingleton("lazy"))
                            .isTrue();
                });
    }

    @Test
    void prototypeIsMadeForEachBroadcast() {
        List<Failing> made = new ArrayList<>();
        Supplier<Failing> maker = () -> {
            made.add(new Failing());
            return made.get(made.size() - 1);
        };
        runner.withBean("each", Failing.class, maker, definition -> definition.setScope("prototype"))
                .run(context -> {
                    assertThat(made).isEmpty();
                    mock.broadcast("failing", new byte[1]);
                    mock.broadcast("failing", new byte[1]);
                    assertThat(made).extracting(bean -> bean.calls).containsExactly(1, 1);
                });
    }

    @Test
    void beanThatCannotBeMadeIsLoggedAndHarmsNothing(CapturedOutput output) {
        Supplier<Failing> maker = () -> {
            throw new IllegalStateException("no database");
        };
        runner.withBean("late", Failing.class, maker, definition -> definition.setLazyInit(true))
                .run(context -> {
                    mock.broadcast("failing", new byte[1]);
                    assertThat(output)
                            .contains("Failing.on of bean 'late' failed for a broadcast to failing")
                            .contains("no database");
                });
    }

    @Test
    void beanIsDestroyedOnlyAfterItsListenersAreGone() {
        List<Integer> listeningAtTheEnd = new ArrayList<>();
        runner.withBean("ending", Slow.class, Slow::new, definition -> definition.setDestroyMethodName("end"))
                .run(context ->
                        context.getBean(Slow.class).onEnd = () -> listeningAtTheEnd.add(mock.subscribers.size()));
        assertThat(listeningAtTheEnd).containsExactly(0);
    }

    @Test
    void proxiesOfClassesAndOfInterfacesAreCalledThroughTheirAdvice() {
        for (boolean ofClass : new boolean[] {true, false}) {
            List<String> advised = new ArrayList<>();
            runner.withBean("noting", MethodInterceptor.class, () -> call -> {
                        advised.add(call.getMethod().getName());
                        return call.proceed();
                    })
                    .withBean(BeanNameAutoProxyCreator.class, () -> proxies(ofClass))
                    .withBean("proxied", Proxied.class)
                    .run(context -> {
                        mock.broadcast("proxied", "x".getBytes(UTF_8));
                        assertThat(advised).containsExactly("take");
                    });
        }
    }

    static BeanNameAutoProxyCreator proxies(boolean ofClass) {
        BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
        creator.setBeanNames("proxied");
        creator.setInterceptorNames("noting");
        creator.setProxyTargetClass(ofClass);
        return creator;
    }

    @Test
    void applicationsConverterTakesPrecedence() {
        runner.withBean(PayloadConverter.class, () -> (payload, type) -> new Price("any", payload.remaining()))
                .withBean(OfPrices.class)
                .run(context -> {
                    mock.broadcast("generic", new byte[9]);
                    assertThat(context.getBean(OfPrices.class).got).containsExactly(new Price("any", 9));
                });
    }

    record Price(String item, int cents) {}

    @SuppressWarnings("unused")
    static class Forms {

        final List<String> got = new ArrayList<>();

        @P2pListener("forms")
        void broadcast(Broadcast broadcast) {
            got.add("broadcast " + broadcast.topic());
        }

        @P2pListener(topic = "forms")
        public void bytes(byte[] payload) {
            got.add("bytes " + new String(payload, UTF_8));
        }

        @P2pListener(topic = "forms")
        protected void buffer(ByteBuffer payload) {
            got.add("buffer " + UTF_8.decode(payload));
        }

        @P2pListener(topic = "forms")
        private void text(String payload, NodeId origin) {
            got.add("text " + payload + " of " + origin);
        }

        @P2pListener(topic = "forms")
        void signal() {
            got.add("called for forms");
        }
    }

    static class Prices {

        final List<Object> got = new ArrayList<>();

        @P2pListener(topic = "prices")
        void on(Price price, NodeId origin) {
            got.add(price);
            got.add(origin);
        }

        @P2pListener(topic = "lists")
        void all(List<Price> prices) {
            got.add(prices);
        }

        @P2pListener(topic = "counts")
        void count(int count) {
            got.add(count);
        }
    }

    abstract static class Of<T> {

        final List<T> got = new ArrayList<>();

        @P2pListener(topic = "generic")
        void on(T value) {
            got.add(value);
        }
    }

    static class OfPrices extends Of<Price> {}

    static class Failing {

        int calls;

        @P2pListener(topic = "failing")
        void on(Broadcast broadcast) {
            calls++;
            throw new IllegalStateException("too full");
        }
    }

    static class Slow {

        final List<Lagged> lost = new ArrayList<>();
        Runnable onEnd = () -> {};

        void end() {
            onEnd.run();
        }

        @P2pListener(topic = "slow")
        void on(Broadcast broadcast) {}

        @P2pListener(topic = "quick")
        void onOther(Broadcast broadcast) {}

        @P2pListener(topic = "slow")
        void onLagged(Lagged lagged) {
            lost.add(lagged);
        }
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @P2pListener(topic = "composed")
    @interface Composed {}

    static class Configured {

        @P2pListener(topic = "${app.topic}")
        void placeholder(Broadcast broadcast) {}

        @P2pListener(topic = "#{'expr' + 'essed'}")
        void expression(Broadcast broadcast) {}

        @Composed
        void composed(Broadcast broadcast) {}
    }

    interface Taker {

        void take(String payload);
    }

    static class Proxied implements Taker {

        @Override
        @P2pListener(topic = "proxied")
        public void take(String payload) {}
    }
}
