package io.barrel.p2p.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.barrel.p2p.event.AuthenticationFailed;
import io.barrel.p2p.event.NodeRevoked;
import io.barrel.p2p.event.PeerKeySucceeded;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.wire.AuthFailure;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

class OperationAuditTests {

    private final List<AuditEvent> events = new ArrayList<>();
    private final OperationAudit audit =
            new OperationAudit(event -> events.add(((AuditApplicationEvent) event).getAuditEvent()));

    @Test
    void operationIsAuditedUnderTheNameOfItsCaller() {
        OperationInvoker advised = advised("p2p", OperationType.WRITE);

        advised.invoke(calledBy(() -> "alice"));
        audit.record("P2P_KEY_ROTATED", Map.of());

        assertThat(events).extracting(AuditEvent::getPrincipal).containsExactly("alice", "anonymous");
    }

    @Test
    void callerWithoutAPrincipalIsAnonymous() {
        advised("p2p", OperationType.DELETE).invoke(calledBy(null));

        assertThat(events).extracting(AuditEvent::getPrincipal).containsExactly("anonymous");
    }

    @Test
    void otherEndpointsAndReadsAreLeftAlone() {
        OperationInvoker invoker = context -> "done";

        assertThat(audit.apply(EndpointId.of("env"), OperationType.WRITE, mock(OperationParameters.class), invoker))
                .isSameAs(invoker);
        assertThat(audit.apply(EndpointId.of("p2p"), OperationType.READ, mock(OperationParameters.class), invoker))
                .isSameAs(invoker);
    }

    @Test
    void failedAuthenticationIsAuditedUnderTheNameOfThePeer() {
        audit.onAuthenticationFailed(
                new AuthenticationFailed(MockNode.ACTIVE, MockNode.address(2), true, AuthFailure.KEY_MISMATCH));
        audit.onAuthenticationFailed(
                new AuthenticationFailed(null, MockNode.address(3), false, AuthFailure.HANDSHAKE_TIMEOUT));

        assertThat(events).extracting(AuditEvent::getPrincipal).containsExactly("orders@b", "anonymous");
        assertThat(events).extracting(AuditEvent::getType).containsOnly("P2P_AUTHENTICATION_FAILED");
        assertThat(events.get(0).getData()).hasToString("{address=10.0.0.2:9100, incoming=true, reason=key_mismatch}");
    }

    @Test
    void aNewKeyOfAPeerIsAudited() {
        audit.onPeerKeySucceeded(new PeerKeySucceeded(MockNode.ACTIVE, "old", "new"));

        assertThat(events).extracting(AuditEvent::getPrincipal).containsExactly("orders@b");
        assertThat(events).extracting(AuditEvent::getType).containsExactly("P2P_PEER_KEY_SUCCEEDED");
        assertThat(events.get(0).getData()).hasToString("{oldFingerprint=old, fingerprint=new}");
    }

    @Test
    void revocationInForceIsAuditedUnderTheNameOfItsIssuer() {
        audit.onNodeRevoked(new NodeRevoked(MockNode.PASSIVE, MockNode.ACTIVE, "laptop stolen"));

        assertThat(events).extracting(AuditEvent::getPrincipal).containsExactly("orders@b");
        assertThat(events).extracting(AuditEvent::getType).containsExactly("P2P_REVOCATION_IN_FORCE");
        assertThat(events.get(0).getData()).hasToString("{node=orders@c, reason=laptop stolen}");
    }

    private OperationInvoker advised(String endpoint, OperationType type) {
        return audit.apply(EndpointId.of(endpoint), type, mock(OperationParameters.class), context -> {
            audit.record("P2P_KEY_ROTATED", Map.of());
            return "done";
        });
    }

    private static InvocationContext calledBy(@Nullable Principal principal) {
        SecurityContext security = new SecurityContext() {
            @Override
            public @Nullable Principal getPrincipal() {
                return principal;
            }

            @Override
            public boolean isUserInRole(String role) {
                return false;
            }
        };
        return new InvocationContext(security, Map.of());
    }
}
