package io.barrel.p2p.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What is posted on one node is on the boards of all, and all know who belongs to the cluster. */
class MessagesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static Nodes nodes;
    private static List<NodeProcess> three;

    @BeforeAll
    static void startThreeNodesThatMeet() {
        nodes = new Nodes(directory, "MessagesIT");
        three = List.of(nodes.startOnAnyPort(), nodes.startOnAnyPort(), nodes.startOnAnyPort());
        Nodes.awaitMesh(three);
    }

    @AfterAll
    static void end() {
        nodes.close();
    }

    @Test
    void postIsOnEveryBoardWithItsOriginAndAsItWasWritten() throws IOException, InterruptedException {
        String text = "<img src=x onerror=alert(1)> & grüße";
        NodeProcess author = three.get(1);
        String name = author.node().id();
        try (Stream<String> stream = three.get(0).events()) {
            assertThat(post(author, text).statusCode()).isEqualTo(202);

            assertThat(stream.anyMatch("event:changed"::equals)).isTrue();
        }
        for (NodeProcess node : three) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(node.board().messages())
                            .filteredOn(message -> message.text().equals(text))
                            .extracting(Message::from)
                            .containsExactly(name));
        }
    }

    @Test
    void whatIsNoMessageIsRefusedWithAReason() {
        HttpResponse<String> tooLong = post(three.get(0), "x".repeat(501));

        assertThat(tooLong.statusCode()).isEqualTo(400);
        assertThat(tooLong.body()).contains("1 to 500 characters");
        assertThat(post(three.get(0), "").statusCode()).isEqualTo(400);
        assertThat(three.get(0).post("/api/messages").statusCode()).isEqualTo(415);
    }

    @Test
    void everyNodeMissesTheKilledMemberAndSeesItReturn() throws InterruptedException {
        NodeProcess victim = nodes.startOnAnyPort();
        String name = victim.node().id();
        for (NodeProcess node : three) {
            awaitStatus(node, name, "alive");
        }

        victim.kill();

        for (NodeProcess node : three) {
            awaitStatus(node, name, "dead");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(node.board().members().suspicions())
                            .anySatisfy(suspicion -> {
                                assertThat(suspicion.node()).isEqualTo(name);
                                assertThat(suspicion.outcome()).isEqualTo("confirmed");
                                assertThat(suspicion.ended()).isNotNull();
                            }));
            assertThat(node.board().events())
                    .anyMatch(event -> event.type().equals("member_down") && name.equals(event.node()));
        }

        NodeProcess again = nodes.startOnAnyPort();

        assertThat(again.node().id()).isEqualTo(name);
        for (NodeProcess node : three) {
            awaitStatus(node, name, "alive");
        }
    }

    private static void awaitStatus(NodeProcess at, String node, String status) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(at.board().members().members())
                        .filteredOn(member -> member.node().equals(node))
                        .extracting(Members.Member::status)
                        .containsExactly(status));
    }

    private static HttpResponse<String> post(NodeProcess node, String text) {
        return node.post("/api/messages", new JsonMapper().writeValueAsString(new MessageController.Draft(text)));
    }
}
