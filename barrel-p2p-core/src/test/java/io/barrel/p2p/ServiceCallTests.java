package io.barrel.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.messaging.MessagingFailure;
import io.barrel.p2p.messaging.MessagingStatus;
import io.barrel.p2p.service.InstanceChoice;
import io.barrel.p2p.service.ServiceInstance;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which instances a call goes to. */
class ServiceCallTests {

    private final Asked asked = new Asked();

    /** Remembers requests, which the test answers. */
    private static final class Asked implements Messaging {

        private final List<String> nodes = new ArrayList<>();
        private final List<CompletableFuture<ByteBuffer>> replies = new ArrayList<>();

        @Override
        public CompletionStage<ByteBuffer> request(
                NodeId to, String address, ByteBuffer payload, Map<String, String> context, Duration timeout) {
            nodes.add(to.name());
            CompletableFuture<ByteBuffer> reply = new CompletableFuture<>();
            replies.add(reply);
            return reply;
        }

        void fail(int request, MessagingFailure failure) {
            replies.get(request).completeExceptionally(new MessagingException(failure, NodeId.of("x@h"), "a", "text"));
        }

        @Override
        public CompletionStage<Void> send(NodeId to, String address, ByteBuffer payload) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Subscription handle(String address, MessageHandler handler) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MessagingStatus status() {
            return MessagingStatus.NONE;
        }
    }

    private CompletableFuture<ByteBuffer> call(Duration timeout) {
        List<ServiceInstance> instances = Stream.of("a@h", "b@h", "c@h")
                .map(name -> new ServiceInstance("s", NodeId.of(name), Map.of(), Instant.EPOCH))
                .toList();
        return new ServiceCall(asked, instances, ByteBuffer.allocate(0), Map.of(), timeout, InstanceChoice.roundRobin())
                .start();
    }

    @Test
    void instanceThatDidNotHandleItIsFollowedByAnother() {
        CompletableFuture<ByteBuffer> call = call(Duration.ofSeconds(5));
        asked.fail(0, MessagingFailure.NO_HANDLER);
        asked.fail(1, MessagingFailure.REJECTED);
        asked.replies.get(2).complete(ByteBuffer.allocate(3));
        assertThat(call).isCompletedWithValue(ByteBuffer.allocate(3));
        assertThat(asked.nodes).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void callThatMayHaveBeenHandledIsNotRepeated() {
        for (MessagingFailure failure :
                List.of(MessagingFailure.UNREACHABLE, MessagingFailure.TIMEOUT, MessagingFailure.REMOTE_ERROR)) {
            asked.nodes.clear();
            asked.replies.clear();
            CompletableFuture<ByteBuffer> call = call(Duration.ofSeconds(5));
            asked.fail(0, failure);
            assertThat(call).isCompletedExceptionally();
            assertThat(asked.nodes).hasSize(1);
        }
    }

    @Test
    void allRefuse() {
        CompletableFuture<ByteBuffer> call = call(Duration.ofSeconds(5));
        for (int i = 0; i < 3; i++) {
            asked.fail(i, MessagingFailure.NO_HANDLER);
        }
        assertThat(call).isCompletedExceptionally();
        assertThat(asked.nodes).hasSize(3);
    }

    @Test
    void cancelledCallCancelsItsRequestAndTriesNobodyElse() {
        CompletableFuture<ByteBuffer> call = call(Duration.ofSeconds(5));
        call.cancel(true);
        assertThat(asked.replies.get(0)).isCancelled();
        assertThat(asked.nodes).hasSize(1);
    }
}
