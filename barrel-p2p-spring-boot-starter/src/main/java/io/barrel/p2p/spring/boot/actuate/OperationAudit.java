package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.event.AuthenticationFailed;
import io.barrel.p2p.event.NodeRevoked;
import io.barrel.p2p.event.PeerKeySucceeded;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;

/**
 * Publishes audit events of operations, failed authentications, new keys of peers and revocations. As an advisor it notes who calls an operation: a
 * parameter for the caller would make Spring Boot ask for a request body.
 */
public class OperationAudit implements OperationInvokerAdvisor {

    private static final EndpointId ENDPOINT = EndpointId.of("p2p");
    private static final String NOBODY = "anonymous";

    private final ApplicationEventPublisher publisher;
    private final ThreadLocal<String> caller = ThreadLocal.withInitial(() -> NOBODY);

    /** An audit that publishes there. */
    public OperationAudit(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public OperationInvoker apply(
            EndpointId endpointId,
            OperationType operationType,
            OperationParameters parameters,
            OperationInvoker invoker) {
        if (!endpointId.equals(ENDPOINT) || operationType == OperationType.READ) {
            return invoker;
        }
        return context -> {
            Principal principal = context.resolveArgument(Principal.class);
            caller.set(principal == null ? NOBODY : principal.getName());
            try {
                return invoker.invoke(context);
            } finally {
                caller.remove();
            }
        };
    }

    /** Publishes that a peer failed to authenticate; its principal is the name it claimed or was dialled by. */
    @EventListener
    public void onAuthenticationFailed(AuthenticationFailed event) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("address", event.address().toString());
        data.put("incoming", event.incoming());
        data.put("reason", event.reason().word());
        String principal = event.node() == null ? NOBODY : event.node().value();
        publisher.publishEvent(new AuditApplicationEvent(principal, "P2P_AUTHENTICATION_FAILED", data));
    }

    /** Publishes that a peer's key was followed to a new one; its principal is the peer. */
    @EventListener
    public void onPeerKeySucceeded(PeerKeySucceeded event) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("oldFingerprint", event.oldFingerprint());
        data.put("fingerprint", event.fingerprint());
        publisher.publishEvent(new AuditApplicationEvent(event.node().value(), "P2P_PEER_KEY_SUCCEEDED", data));
    }

    /** Publishes that a revocation is in force on this node; its principal is who issued it. */
    @EventListener
    public void onNodeRevoked(NodeRevoked event) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("node", event.node().value());
        data.put("reason", event.reason());
        publisher.publishEvent(new AuditApplicationEvent(event.issuer().value(), "P2P_REVOCATION_IN_FORCE", data));
    }

    void record(String type, Map<String, String> data) {
        publisher.publishEvent(new AuditApplicationEvent(caller.get(), type, new LinkedHashMap<>(data)));
    }
}
