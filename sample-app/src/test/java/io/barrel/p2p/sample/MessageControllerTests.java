package io.barrel.p2p.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.gossip.GossipException;
import io.barrel.p2p.sample.MessageBoard.Post;
import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

class MessageControllerTests {

    private final Gossip gossip = mock();
    private final MessageBoard board = new MessageBoard(gossip, new JsonMapper(), new EventFeed());
    private final MockMvcTester mvc = MockMvcTester.of(new MessageController(board));

    @Test
    void messageOnItsWayIsAccepted() {
        given(gossip.publish(anyString(), any(byte[].class))).willReturn(CompletableFuture.completedFuture(null));

        assertThat(post("{\"text\": \"hello\"}")).hasStatus(202);
        verify(gossip).publish(anyString(), any(byte[].class));
    }

    @Test
    void messageThatCannotBeSentIsUnavailableWithAReason() {
        given(gossip.publish(anyString(), any(byte[].class)))
                .willReturn(CompletableFuture.failedFuture(new GossipException("The node is not running")));

        assertThat(post("{\"text\": \"hello\"}"))
                .hasStatus(503)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("The node is not running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"text\": null}", "{\"text\": \"  \"}"})
    void messageWithoutATextIsRefusedWithAReason(String json) {
        assertThat(post(json))
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.detail")
                .asString()
                .contains("1 to 500 characters");
        verify(gossip, never()).publish(anyString(), any(byte[].class));
    }

    @Test
    void formOfAnotherSiteIsRefused() {
        assertThat(mvc.post()
                        .uri("/api/messages")
                        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                        .content("text=hello"))
                .hasStatus(415);
        verify(gossip, never()).publish(anyString(), any(byte[].class));
    }

    @Test
    void messagesThatArrivedAreListedOldestFirst() {
        Instant at = Instant.parse("2026-01-02T03:04:05Z");
        board.on(new Post("one", at), NodeId.of("a@host"));
        board.on(new Post("<b>two</b>", at), NodeId.of("b@host"));

        assertThat(mvc.get().uri("/api/messages")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
                [{"from": "a@host", "at": "2026-01-02T03:04:05Z", "text": "one"},
                 {"from": "b@host", "at": "2026-01-02T03:04:05Z", "text": "<b>two</b>"}]""");
    }

    private MvcTestResult post(String json) {
        return mvc.post()
                .uri("/api/messages")
                .contentType(MediaType.APPLICATION_JSON)
                .content(json)
                .exchange();
    }
}
