package com.example.minimal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.event.PeerUp;
import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.membership.Membership;
import io.barrel.p2p.spring.boot.listener.P2pListener;
import io.barrel.p2p.wire.NodeId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.util.ClassUtils;

@SpringBootTest
@ExtendWith(OutputCaptureExtension.class)
class MinimalApplicationTests {

    @Autowired
    private BarrelP2p node;

    @Autowired
    private Membership membership;

    @Autowired
    private Gossip gossip;

    @Autowired
    private Ups ups;

    @Autowired
    private News news;

    @Test
    void nodeRunsUnderANameDerivedFromTheApplication() {
        assertThat(node.node()).hasValueSatisfying(running -> {
            assertThat(running.self().node().value()).matches("minimal-[0-9a-f]{8}@.+");
            assertThat(running.self().address().port()).isPositive();
            assertThat(running.fingerprint()).matches("[0-9a-f]{64}");
        });
        assertThat(Files.exists(Path.of("target/data/keys/node.key"))).isTrue();
        assertThat(membership.views()).isNotNull();
    }

    @Test
    void secondApplicationThatIsToldOfTheFirstBecomesItsPeer() throws InterruptedException {
        String contact = node.node().orElseThrow().self().address().toString();
        try (ConfigurableApplicationContext second = new SpringApplicationBuilder(MinimalApplication.class)
                .run("--barrel.p2p.data-dir=target/second", "--barrel.p2p.contact-nodes=" + contact)) {
            PeerUp event = ups.received.poll(30, TimeUnit.SECONDS);

            assertThat(event).isNotNull();
            assertThat(event.node())
                    .isEqualTo(second.getBean(BarrelP2p.class).node().orElseThrow().self().node());
        }
    }

    /** Text needs no JSON library, and there is none. */
    @Test
    void broadcastReachesTheListenersOfThisNodeToo() throws InterruptedException {
        gossip.publish("news", "größer".getBytes(StandardCharsets.UTF_8));

        assertThat(news.received.poll(30, TimeUnit.SECONDS))
                .isEqualTo("größer by " + node.node().orElseThrow().self().node());
        assertThat(ClassUtils.isPresent("tools.jackson.databind.json.JsonMapper", null)).isFalse();
    }

    @Test
    void secondApplicationOnTheSameDataDirectoryIsToldWhatToDo(CapturedOutput output) {
        SpringApplicationBuilder second = new SpringApplicationBuilder(MinimalApplication.class);

        assertThatThrownBy(second::run).hasStackTraceContaining("NodeStartException");

        assertThat(output).contains("APPLICATION FAILED TO START").contains("The P2P node could not start");
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Ups {

        private final BlockingQueue<PeerUp> received = new LinkedBlockingQueue<>();

        @EventListener
        void on(PeerUp event) {
            received.add(event);
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class News {

        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        @P2pListener(topic = "news")
        void on(String text, NodeId origin) {
            received.add(text + " by " + origin);
        }
    }
}
