package io.barrel.p2p.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.QuicRuntime;
import io.barrel.p2p.engine.NodeInfo;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.spring.boot.actuate.MembersDescriptor;
import io.barrel.p2p.spring.boot.actuate.OverlayDescriptor;
import io.barrel.p2p.spring.boot.actuate.SummaryDescriptor;
import io.barrel.p2p.spring.boot.console.P2pConsole;
import io.barrel.p2p.spring.boot.listener.P2pListener;
import io.barrel.p2p.spring.boot.messaging.P2pHandler;
import io.barrel.p2p.spring.boot.service.P2pService;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import org.springframework.util.ReflectionUtils;

/** What a native image of an application would be told, by processing one as the build does. No image is built. */
class RuntimeHintsTests {

    private static final RuntimeHints hints = new RuntimeHints();

    @BeforeAll
    static void process() {
        DefaultGenerationContext generation = new DefaultGenerationContext(
                new ClassNameGenerator(ClassName.get(App.class)), new InMemoryGeneratedFiles(), hints);
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            TestPropertyValues.of("management.endpoints.web.exposure.include=p2p")
                    .applyTo(context);
            context.register(App.class);
            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        }
    }

    private static void assertHint(Predicate<RuntimeHints> hint) {
        assertThat(hint).accepts(hints);
    }

    private static Method method(String name, Class<?>... parameters) {
        return Objects.requireNonNull(ReflectionUtils.findMethod(Desk.class, name, parameters));
    }

    @Test
    void methodsThatTakeBroadcastsAndMessagesCanBeCalled() {
        assertHint(RuntimeHintsPredicates.reflection().onMethodInvocation(method("listen", Heard.class)));
        assertHint(RuntimeHintsPredicates.reflection().onMethodInvocation(method("handle", Asked.class)));
        assertHint(RuntimeHintsPredicates.reflection().onMethodInvocation(method("all", Broadcast.class)));
    }

    @Test
    void methodsOfServicesCanBeCalledAndOthersNeedNot() {
        Method offered = Objects.requireNonNull(ReflectionUtils.findMethod(Offering.class, "offer", Want.class));
        assertHint(RuntimeHintsPredicates.reflection().onMethodInvocation(offered));
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(method("unrelated")))
                .rejects(hints);
    }

    @ParameterizedTest
    @ValueSource(classes = {Heard.class, Asked.class, Answered.class, Want.class, Offer.class})
    void payloadsCanBeReadAndWrittenAsJson(Class<?> payload) {
        assertHint(RuntimeHintsPredicates.reflection().onConstructorInvocation(payload.getDeclaredConstructors()[0]));
        assertHint(
                RuntimeHintsPredicates.reflection().onMethodInvocation(payload.getRecordComponents()[0].getAccessor()));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                SummaryDescriptor.class,
                MembersDescriptor.class,
                MembersDescriptor.Member.class,
                OverlayDescriptor.Edge.class
            })
    void whatTheEndpointAnswersCanBeWrittenAsJson(Class<?> descriptor) {
        assertHint(RuntimeHintsPredicates.reflection()
                .onMethodInvocation(descriptor.getRecordComponents()[0].getAccessor()));
    }

    @Test
    void filesThatAreFoundByNameAreThere() {
        String version = NodeInfo.class.getPackageName().replace('.', '/') + "/version.properties";
        assertThat(NodeInfo.class.getClassLoader().getResource(version)).isNotNull();
        assertHint(RuntimeHintsPredicates.resource().forResource(version));
        String console = P2pConsole.class.getPackageName().replace('.', '/');
        assertHint(RuntimeHintsPredicates.resource().forResource(console + "/index.html"));
        assertHint(RuntimeHintsPredicates.resource().forResource(console + "/console.js"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidConfiguration", "InvalidMethod", "NodeStart"})
    void failuresAreAnalysed(String failure) throws ReflectiveOperationException {
        Class<?> analyzer = Class.forName("io.barrel.p2p.spring.boot.diagnostics." + failure + "FailureAnalyzer");

        assertHint(RuntimeHintsPredicates.reflection().onConstructorInvocation(analyzer.getDeclaredConstructors()[0]));
    }

    @Test
    void propertiesAreBound() {
        assertHint(RuntimeHintsPredicates.reflection()
                .onConstructorInvocation(P2pProperties.class.getDeclaredConstructors()[0]));
        assertHint(RuntimeHintsPredicates.reflection()
                .onConstructorInvocation(P2pProperties.Auth.class.getDeclaredConstructors()[0]));
    }

    @Test
    void randomNumbersAreThere() throws ReflectiveOperationException {
        assertHint(RuntimeHintsPredicates.reflection()
                .onConstructorInvocation(new QuicRuntime().random().getClass().getConstructor()));
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        P2pAutoConfiguration.class,
        P2pListenerAutoConfiguration.class,
        P2pServiceAutoConfiguration.class,
        P2pEndpointAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        EndpointAutoConfiguration.class
    })
    @Import({Desk.class, Offering.class})
    static class App {}

    record Heard(String text) {}

    record Asked(String text) {}

    record Answered(String text) {}

    record Want(String text) {}

    record Offer(String text) {}

    static class Desk {

        @P2pListener(topic = "heard")
        void listen(Heard heard) {}

        @P2pListener(topic = "all")
        void all(Broadcast broadcast) {}

        @P2pHandler(address = "asked")
        CompletionStage<List<Answered>> handle(Asked asked) {
            return CompletableFuture.completedStage(List.of(new Answered(asked.text())));
        }

        void unrelated() {}
    }

    @P2pService("offers")
    static class Offering {

        public CompletionStage<Offer> offer(Want want) {
            return CompletableFuture.completedStage(new Offer(want.text()));
        }
    }
}
