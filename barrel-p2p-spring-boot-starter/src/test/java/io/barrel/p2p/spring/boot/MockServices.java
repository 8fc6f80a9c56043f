package io.barrel.p2p.spring.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import io.barrel.p2p.event.Subscription;
import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.messaging.MessageHandler;
import io.barrel.p2p.service.ServiceInstance;
import io.barrel.p2p.service.ServiceRegistry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The registry of {@link MockNode}: what is offered is kept, and can be called. */
public final class MockServices {

    public final ServiceRegistry registry = mock();
    public final Map<String, Offered> offered = new ConcurrentHashMap<>();

    /** A service that was registered and is not withdrawn. */
    public record Offered(Map<String, String> metadata, MessageHandler handler) {}

    void stub() {
        given(registry.services()).willReturn(Set.of("prices"));
        given(registry.lookup("prices"))
                .willReturn(
                        List.of(new ServiceInstance("prices", MockNode.ACTIVE, Map.of("zone", "eu"), MockNode.START)));
        given(registry.register(any(), any(), any())).willAnswer(call -> {
            String service = call.getArgument(0);
            Offered offer = new Offered(call.getArgument(1), call.getArgument(2));
            if (offered.putIfAbsent(service, offer) != null) {
                throw new IllegalStateException(service + " is offered");
            }
            Subscription end = () -> offered.remove(service, offer);
            return end;
        });
    }

    /** Has a service take a call of another node. */
    public CompletionStage<ByteBuffer> call(String service, String payload) {
        return call(service, payload, true);
    }

    /** Has a service take a call, or a message without a reply. */
    public CompletionStage<ByteBuffer> call(String service, String payload, boolean wantsReply) {
        Offered called = offered.get(service);
        if (called == null) {
            throw new AssertionError("nobody offers " + service);
        }
        ByteBuffer bytes = ByteBuffer.wrap(payload.getBytes(UTF_8)).asReadOnlyBuffer();
        try {
            return called.handler().onMessage(new Message(MockNode.ACTIVE, service, bytes, Map.of(), wantsReply));
        } catch (Exception e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
