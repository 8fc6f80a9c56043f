package io.barrel.p2p.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.spring.boot.MockNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

class P2pLifecycleTests {

    private final MockNode mock = new MockNode();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(P2pAutoConfiguration.class))
            .withBean(BarrelP2p.class, () -> mock.node);

    @Test
    void nodeLeavesBeforeTheWebServerDrainsAndStopsAfterTheExecutors() {
        int webServer = new WebServerGracefulShutdownLifecycle(mock(WebServer.class)).getPhase();
        int executors = new ThreadPoolTaskExecutor().getPhase();

        assertThat(P2pLeaveLifecycle.PHASE).isGreaterThan(webServer);
        assertThat(webServer).isGreaterThan(executors);
        assertThat(executors).isGreaterThan(P2pEngineLifecycle.PHASE);
    }

    @Test
    void applicationCanStillCallTheClusterBetweenLeavingAndStopping() {
        InOrder order = inOrder(mock.node);
        AtomicBoolean running = new AtomicBoolean();
        SmartLifecycle between = new SmartLifecycle() {
            @Override
            public void start() {}

            @Override
            public void stop() {
                running.set(mock.node.node().isPresent());
                verify(mock.node).leave();
                verify(mock.node, never()).stop();
            }

            @Override
            public boolean isRunning() {
                return true;
            }

            @Override
            public int getPhase() {
                return 0x6000_0000;
            }
        };
        runner.withBean("between", SmartLifecycle.class, () -> between)
                .run(context -> assertThat(context).hasNotFailed());

        order.verify(mock.node).start();
        order.verify(mock.node).leave();
        order.verify(mock.node).stop();
        assertThat(running).isTrue();
    }

    @Test
    void contextCanBeStoppedAndStartedAgain() {
        runner.run(context -> {
            context.getSourceApplicationContext().stop();
            assertThat(mock.node.node()).isEmpty();

            context.getSourceApplicationContext().start();
            assertThat(mock.node.node()).isPresent();
            verify(mock.node, times(2)).start();
        });
        verify(mock.node, times(2)).leave();
        verify(mock.node, times(2)).stop();
    }

    @Test
    void leavingThatNeverEndsHoldsTheShutdownForASecondOnly() {
        given(mock.node.leave()).willReturn(new CompletableFuture<>());
        P2pLeaveLifecycle lifecycle = started();
        AtomicBoolean called = new AtomicBoolean();

        lifecycle.stop(() -> called.set(true));

        assertThat(called).isFalse();
        assertThat(lifecycle.isRunning()).isFalse();
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilTrue(called);
    }

    @Test
    void leavingThatFailsDoesNotHoldTheShutdown() {
        given(mock.node.leave()).willReturn(CompletableFuture.failedStage(new IllegalStateException("no loop")));
        AtomicBoolean called = new AtomicBoolean();
        started().stop(() -> called.set(true));
        assertThat(called).isTrue();

        given(mock.node.leave()).willThrow(new IllegalStateException("stopped"));
        AtomicBoolean calledAgain = new AtomicBoolean();
        started().stop(() -> calledAgain.set(true));
        assertThat(calledAgain).isTrue();
    }

    @Test
    void nodeThatIsStoppedAlreadyIsNotLeft() {
        P2pLeaveLifecycle lifecycle = started();
        mock.node.stop();
        AtomicBoolean called = new AtomicBoolean();

        lifecycle.stop(() -> called.set(true));

        assertThat(called).isTrue();
        verify(mock.node, never()).leave();
    }

    private P2pLeaveLifecycle started() {
        mock.node.start();
        P2pLeaveLifecycle lifecycle = new P2pLeaveLifecycle(mock.node);
        lifecycle.start();
        return lifecycle;
    }
}
