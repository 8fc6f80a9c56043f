package com.example.devtools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.roster.Member;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.service.InstanceChoice;
import io.barrel.p2p.spring.boot.service.P2pClients;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** A process whose application devtools restart, seen by another node of its cluster. */
class RestartTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path CLASS = Path.of("target/classes/com/example/devtools/Question.class");

    @TempDir
    Path data;

    private ConfigurableApplicationContext observer;
    private Process developed;
    private int port;

    @BeforeEach
    void start() throws IOException {
        observer = new SpringApplicationBuilder(DevtoolsApplication.class)
                .run("--spring.devtools.restart.enabled=false", "--barrel.p2p.data-dir=" + data.resolve("observer"));
        port = freePort();
        developed = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DevtoolsApplication.class.getName(),
                        "--barrel.p2p.listen-port=" + port,
                        "--barrel.p2p.data-dir=" + data.resolve("developed"),
                        "--barrel.p2p.contact-nodes=" + node().node().orElseThrow().self().address())
                .redirectErrorStream(true)
                .redirectOutput(new File("target/developed.log"))
                .start();
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        developed.destroy();
        observer.close();
        assertThat(developed.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private BarrelP2p node() {
        return observer.getBean(BarrelP2p.class);
    }

    private Optional<Member> developedMember() {
        return node().roster().members().stream()
                .filter(member -> member.status() == MemberStatus.ALIVE)
                .filter(member -> member.address().equals(new PeerAddress("127.0.0.1", port)))
                .findFirst();
    }

    private Member awaitMemberLaterThan(long incarnation) {
        return await().atMost(PATIENCE)
                .until(this::developedMember, found -> found.isPresent() && found.get().incarnation() > incarnation)
                .orElseThrow();
    }

    private Answer ask(NodeId whom) {
        JsonMapper json = observer.getBean(JsonMapper.class);
        ByteBuffer question = ByteBuffer.wrap(json.writeValueAsBytes(new Question("who?")));
        ByteBuffer reply = await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> observer.getBean(Messaging.class)
                                .request(whom, "question", question.duplicate(), Duration.ofSeconds(5))
                                .toCompletableFuture()
                                .get(),
                        found -> true);
        byte[] bytes = new byte[reply.remaining()];
        reply.get(bytes);
        return json.readValue(bytes, Answer.class);
    }

    /** The service is offered anew by each life of the application. */
    private Answer call(NodeId whom) {
        Answers answers = observer.getBean(P2pClients.class)
                .client(Answers.class, "answers", Duration.ofSeconds(5), instances -> instances.stream()
                        .filter(instance -> instance.node().equals(whom))
                        .findFirst()
                        .orElseThrow());
        return await().atMost(PATIENCE).ignoreExceptions().until(() -> answers.answer(new Question("what?")), a -> true);
    }

    @Test
    void restartedApplicationIsTheSameNodeAndItsClassesAreTheNewOnes() throws IOException {
        Member first = awaitMemberLaterThan(0);
        Answer before = ask(first.node());
        assertThat(before.text()).isEqualTo("who?");
        assertThat(before.loader()).startsWith("RestartClassLoader@");
        assertThat(before.pid()).isEqualTo(developed.pid());

        // As if it had been compiled.
        Files.setLastModifiedTime(CLASS, FileTime.from(Instant.now()));

        Member second = awaitMemberLaterThan(first.incarnation());
        Answer after = ask(second.node());
        assertThat(second.node()).isEqualTo(first.node());
        assertThat(after.pid()).as("the process").isEqualTo(before.pid());
        assertThat(after.loader()).startsWith("RestartClassLoader@").isNotEqualTo(before.loader());
        assertThat(call(second.node())).returns("what?", Answer::text).returns(after.loader(), Answer::loader);
        // The first life has taken its threads with it.
        assertThat(before.threads()).isEqualTo(2);
        assertThat(after.threads()).isEqualTo(2);
        assertThat(developed.isAlive()).isTrue();
    }
}
