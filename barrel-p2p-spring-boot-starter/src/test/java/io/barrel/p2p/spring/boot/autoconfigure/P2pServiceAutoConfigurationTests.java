package io.barrel.p2p.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.spring.boot.service.P2pClients;
import io.barrel.p2p.spring.boot.service.P2pService;
import io.barrel.p2p.spring.boot.service.P2pServiceRegistrar;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.json.JsonMapper;

/** When services are offered, and when there are none. */
class P2pServiceAutoConfigurationTests {

    private final MockNode mock = new MockNode();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    P2pAutoConfiguration.class, P2pServiceAutoConfiguration.class, JacksonAutoConfiguration.class))
            .withBean(BarrelP2p.class, () -> mock.node);

    @Test
    void servicesAreOfferedWhenTheNodeRunsAndWithdrawnBeforeItLeaves() {
        AtomicBoolean offeredAtLeave = new AtomicBoolean(true);
        AtomicBoolean offeredAtDrain = new AtomicBoolean(true);
        runner.withBean(Desk.class)
                .withBean(
                        "draining",
                        SmartLifecycle.class,
                        () -> new Draining(() -> {
                            offeredAtDrain.set(mock.services.offered.containsKey("desk"));
                            Mockito.verify(mock.node).leave();
                        }))
                .run(context -> {
                    var order = Mockito.inOrder(mock.node, mock.services.registry);
                    order.verify(mock.node).start();
                    order.verify(mock.services.registry).register(eq("desk"), any(), any());
                    assertThat(mock.services.offered).containsKey("desk");
                    Mockito.doAnswer(call -> {
                                offeredAtLeave.set(mock.services.offered.containsKey("desk"));
                                return CompletableFuture.completedStage(MockNode.VIEWS);
                            })
                            .when(mock.node)
                            .leave();
                });

        assertThat(offeredAtLeave).isFalse();
        assertThat(offeredAtDrain).isFalse();
        Mockito.verify(mock.node).stop();
    }

    @Test
    void contextThatIsStoppedAndStartedOffersAgain() {
        runner.withBean(Desk.class).run(context -> {
            context.stop();
            assertThat(mock.services.offered).isEmpty();
            context.start();
            assertThat(mock.services.offered).containsOnlyKeys("desk");
        });
    }

    @Test
    void withoutJacksonNothingIsOffered() {
        runner.withBean(Desk.class).run(context -> assertThat(context).hasSingleBean(P2pClients.class));
        runner.withBean(Desk.class)
                .withClassLoader(new FilteredClassLoader(JsonMapper.class))
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(P2pClients.class);
                    assertThat(context).doesNotHaveBean(P2pServiceRegistrar.class);
                    assertThat(mock.services.offered).isEmpty();
                });
    }

    @Test
    void withoutANodeNothingIsOffered() {
        runner.withBean(Desk.class)
                .withPropertyValues("barrel.p2p.enabled=false")
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(P2pClients.class);
                    assertThat(mock.services.offered).isEmpty();
                });
    }

    @Test
    void clientsOfTheApplicationsOwnTakePrecedence() {
        P2pClients own = Mockito.mock();
        runner.withBean(P2pClients.class, () -> own)
                .run(context -> assertThat(context.getBean(P2pClients.class)).isSameAs(own));
    }

    @Test
    void timeoutOutOfBoundsStopsTheStart() {
        runner.withPropertyValues("barrel.p2p.service.timeout=11m")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage("service.timeout=11m must be between 1ms and 10m"));
    }

    @P2pService("desk")
    static class Desk {

        public void ring() {}
    }

    /** Runs something where the web server drains. */
    static final class Draining implements SmartLifecycle {

        private final Runnable drain;

        Draining(Runnable drain) {
            this.drain = drain;
        }

        @Override
        public void start() {}

        @Override
        public void stop() {
            drain.run();
        }

        @Override
        public boolean isRunning() {
            return true;
        }

        @Override
        public int getPhase() {
            return SmartLifecycle.DEFAULT_PHASE - 1024;
        }
    }
}
