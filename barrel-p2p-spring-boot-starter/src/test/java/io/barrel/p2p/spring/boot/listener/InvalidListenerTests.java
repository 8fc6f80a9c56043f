package io.barrel.p2p.spring.boot.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.Lagged;
import io.barrel.p2p.spring.boot.FailedStart;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.spring.boot.autoconfigure.P2pAutoConfiguration;
import io.barrel.p2p.spring.boot.autoconfigure.P2pListenerAutoConfiguration;
import io.barrel.p2p.spring.boot.method.InvalidMethodException;
import io.barrel.p2p.spring.unscanned.TwoTopics;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.aopalliance.intercept.Joinpoint;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
class InvalidListenerTests {

    private final MockNode mock = new MockNode();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    P2pAutoConfiguration.class, P2pListenerAutoConfiguration.class, JacksonAutoConfiguration.class))
            .withBean(BarrelP2p.class, () -> mock.node);

    static Stream<Arguments> invalid() {
        return Stream.of(
                Arguments.of(
                        NoTopic.class, "NoTopic.on of bean 'broken' has the topic ''", "Give @P2pListener a topic"),
                Arguments.of(Unresolved.class, "has the topic '${no.such}'", "Give @P2pListener a topic"),
                Arguments.of(TwoTopics.class, "TwoTopics.on of bean 'broken' says two things at once", "Leave one"),
                Arguments.of(Reserved.class, "topics that begin with barrel_p2p:", "Give @P2pListener a topic"),
                Arguments.of(Returning.class, "returns a value nobody takes", "Let it return void."),
                Arguments.of(Twice.class, "the second being java.util.List", "Leave one of them"),
                Arguments.of(Both.class, "takes Lagged together with something else", "whose only parameter is Lagged"),
                Arguments.of(
                        Deaf.class, "is told of lost broadcasts to 'a', but the bean takes none", "Put it beside"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void methodThatCannotBeAListenerStopsTheStart(Class<?> bean, String problem, String remedy) {
        runner.withBean("broken", bean).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure()).isInstanceOfSatisfying(InvalidMethodException.class, failure -> {
                assertThat(failure).hasMessageContaining(problem).hasMessageContaining("of bean 'broken'");
                assertThat(failure.remedy()).contains(remedy);
            });
        });
    }

    @Test
    void jsonTypeWithoutAMapperStopsTheStart() {
        ApplicationContextRunner typed = runner.withBean("typed", Typed.class);
        typed.run(context -> assertThat(context).hasNotFailed());
        typed.withClassLoader(new FilteredClassLoader(JsonMapper.class)).run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure()).isInstanceOfSatisfying(InvalidMethodException.class, failure -> {
                assertThat(failure)
                        .hasMessageContaining("Typed.on of bean 'typed' takes a java.util.Map")
                        .hasMessageContaining("there is nothing that reads one");
                assertThat(failure.remedy()).contains("spring-boot-starter-jackson");
            });
        });
    }

    @Test
    void methodThatAProxyDoesNotHaveStopsTheStart() {
        for (Class<?> bean : List.of(Hidden.class, NotOfTheInterface.class)) {
            runner.withBean("noting", MethodInterceptor.class, () -> Joinpoint::proceed)
                    .withBean(BeanNameAutoProxyCreator.class, () -> P2pListenerTests.proxies(bean == Hidden.class))
                    .withBean("proxied", bean)
                    .run(context -> {
                        assertThat(context).hasFailed();
                        assertThat(context.getStartupFailure())
                                .isInstanceOf(InvalidMethodException.class)
                                .hasMessageContaining(".on of bean 'proxied' cannot be called")
                                .hasMessageContaining("proxy");
                    });
        }
    }

    @Test
    void failureIsReportedWithWhatToDo(CapturedOutput output) {
        FailedStart.of(Broken.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The @P2pListener method NoTopic.on of bean 'broken' has the topic ''")
                .contains("Give @P2pListener a topic, such as @P2pListener(\"prices\")");
    }

    @ImportAutoConfiguration({P2pAutoConfiguration.class, P2pListenerAutoConfiguration.class})
    static class Broken {

        @Bean
        BarrelP2p node() {
            return new MockNode().node;
        }

        @Bean
        NoTopic broken() {
            return new NoTopic();
        }
    }

    static class NoTopic {

        @P2pListener
        void on(Broadcast broadcast) {}
    }

    static class Unresolved {

        @P2pListener("${no.such}")
        void on(Broadcast broadcast) {}
    }

    static class Reserved {

        @P2pListener("barrel_p2p:roster")
        void on(Broadcast broadcast) {}
    }

    static class Returning {

        @P2pListener("a")
        String on(Broadcast broadcast) {
            return broadcast.topic();
        }
    }

    static class Twice {

        @P2pListener("a")
        void on(Map<String, String> one, List<String> other) {}
    }

    static class Both {

        @P2pListener("a")
        void on(Broadcast broadcast, Lagged lagged) {}
    }

    static class Deaf {

        @P2pListener("a")
        void on(Lagged lagged) {}

        @P2pListener("b")
        void other(Broadcast broadcast) {}
    }

    static class Typed {

        @P2pListener("a")
        void on(Map<String, Integer> prices) {}
    }

    @SuppressWarnings("unused")
    static class Hidden {

        @P2pListener("a")
        private void on(Broadcast broadcast) {}
    }

    static class NotOfTheInterface implements Runnable {

        @Override
        public void run() {}

        @P2pListener("a")
        public void on(Broadcast broadcast) {}
    }
}
