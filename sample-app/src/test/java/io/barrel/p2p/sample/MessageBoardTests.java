package io.barrel.p2p.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.sample.MessageBoard.Post;
import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class MessageBoardTests {

    private static final NodeId ORIGIN = NodeId.of("a@host");
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    private final Gossip gossip = mock();
    private final JsonMapper json = new JsonMapper();
    private final EventFeed feed = new EventFeed();
    private final MessageBoard board = new MessageBoard(gossip, json, feed);

    @Test
    void postIsBroadcastAndIsOnTheBoardOnlyWhenItComesBack() {
        given(gossip.publish(anyString(), any(byte[].class))).willReturn(CompletableFuture.completedStage(null));

        assertThat(board.post("<b>hello</b>")).isCompleted();

        ArgumentCaptor<byte[]> payload = ArgumentCaptor.captor();
        verify(gossip).publish(anyString(), payload.capture());
        assertThat(board.messages()).isEmpty();
        Post post = json.readValue(payload.getValue(), Post.class);
        board.on(post, ORIGIN);
        assertThat(board.messages()).containsExactly(new Message("a@host", post.at(), "<b>hello</b>"));
        assertThat(feed.touches()).isEqualTo(1);
    }

    @Test
    void onlyTheLastHundredAreKept() {
        for (int i = 0; i < 150; i++) {
            board.on(new Post("message " + i, AT), ORIGIN);
        }

        assertThat(board.messages()).hasSize(100);
        assertThat(board.messages().get(0).text()).isEqualTo("message 50");
        assertThat(board.messages().get(99).text()).isEqualTo("message 149");
    }

    @Test
    void textsThatAreBlankOrTooLongAreNotPosted() {
        assertThatIllegalArgumentException().isThrownBy(() -> board.post(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> board.post("x".repeat(501)));
        verify(gossip, never()).publish(anyString(), any(byte[].class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"text\": \"no time\"}",
                "{\"text\": null, \"at\": \"2026-01-02T03:04:05Z\"}",
                "[]",
                "{\"at\""
            })
    void payloadsOfOthersThatAreNoPostsCannotBeRead(String payload) {
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> json.readValue(payload, Post.class));
    }
}
