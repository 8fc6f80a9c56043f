package io.barrel.p2p.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.event.DownReason;
import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.PeerDown;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.event.SuspicionReason;
import io.barrel.p2p.spring.boot.MockNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.annotation.Order;

class P2pEventPublicationTests {

    private final MockNode mock = new MockNode();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(P2pAutoConfiguration.class))
            .withBean(BarrelP2p.class, () -> mock.node)
            .withBean(Throwing.class)
            .withBean(Recording.class);

    @Test
    void eventsAreApplicationEventsInOrder() {
        PeerUp up = new PeerUp(MockNode.ACTIVE);
        PeerDown down = new PeerDown(MockNode.ACTIVE, DownReason.GRACEFUL);
        runner.run(context -> {
            mock.publish(up);
            mock.publish(down);

            Recording recording = context.getBean(Recording.class);
            assertThat(recording.all).containsExactly(up, down);
            assertThat(recording.downs).containsExactly(down);
        });
        assertThat(mock.listeners).as("subscriptions of a closed context").isEmpty();
    }

    @Test
    void eventsOfMembersAreApplicationEvents() {
        MemberUp up = new MemberUp(MockNode.ACTIVE, 1);
        MemberSuspected suspected =
                new MemberSuspected(MockNode.ACTIVE, 1, MockNode.PASSIVE, SuspicionReason.LINK_LOST);
        MemberDown down = new MemberDown(MockNode.ACTIVE, 1, false, MockNode.PASSIVE, SuspicionReason.LINK_LOST);
        runner.run(context -> {
            List.of(up, suspected, down).forEach(mock::publish);

            assertThat(context.getBean(Recording.class).all).containsExactly(up, suspected, down);
        });
    }

    @Test
    void throwingListenerHarmsNeitherTheListenersAfterItNorTheNode() {
        runner.run(context -> {
            assertThatCode(() -> mock.publish(new PeerUp(MockNode.ACTIVE))).doesNotThrowAnyException();

            assertThat(context.getBean(Throwing.class).called).isEqualTo(1);
            assertThat(context.getBean(Recording.class).all).hasSize(1);
        });
    }

    @Test
    void listenersOfOtherEventsThrowAsEver() {
        runner.withBean(ThrowingOnText.class)
                .run(context -> assertThatIllegalStateException()
                        .isThrownBy(() -> context.publishEvent("text"))
                        .withMessage("not my day"));
    }

    @Test
    void multicasterOfTheApplicationTakesPrecedence() {
        runner.withBean("applicationEventMulticaster", SimpleApplicationEventMulticaster.class)
                .run(context -> assertThat(context).doesNotHaveBean(IsolatingEventMulticaster.class));
    }

    static class Throwing implements ApplicationListener<org.springframework.context.PayloadApplicationEvent<PeerUp>> {

        int called;

        @Override
        public void onApplicationEvent(org.springframework.context.PayloadApplicationEvent<PeerUp> event) {
            called++;
            throw new IllegalStateException("not my day");
        }
    }

    static class Recording {

        final List<P2pEvent> all = new ArrayList<>();
        final List<PeerDown> downs = new ArrayList<>();

        @EventListener
        @Order
        void on(P2pEvent event) {
            all.add(event);
        }

        @EventListener
        void onDown(PeerDown down) {
            downs.add(down);
        }
    }

    static class ThrowingOnText {

        @EventListener
        void on(String text) {
            throw new IllegalStateException("not my day");
        }
    }
}
