package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.revocation.Revocation;
import io.barrel.p2p.security.Pin;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.security.RotationResult;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What an operator can do to a node. Each change is audited. Every method may block for some seconds. */
public class P2pOperations {

    /** Longer than any join takes that the node itself bounds; keeps a caller from waiting for ever. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final BarrelP2p node;
    private final OperationAudit audit;

    /** Operations on that node. */
    public P2pOperations(BarrelP2p node, OperationAudit audit) {
        this.node = node;
        this.audit = audit;
    }

    RotationDescriptor rotateIdentity() {
        return rotate("identity", () -> node.keyRotation().rotateIdentity());
    }

    RotationDescriptor rotateCertificate() {
        return rotate("certificate", () -> node.keyRotation().rotateCertificate());
    }

    RotationDescriptor rollbackIdentity() {
        return rollback("identity", () -> node.keyRotation().rollbackIdentity());
    }

    RotationDescriptor rollbackCertificate() {
        return rollback("certificate", () -> node.keyRotation().rollbackCertificate());
    }

    ViewsDescriptor join(@Nullable String contact) {
        String given = required("contact", contact);
        return whileRunning(() -> ViewsDescriptor.of(await(node.membership().join(given))));
    }

    ViewsDescriptor leave() {
        return whileRunning(() -> ViewsDescriptor.of(await(node.leave())));
    }

    PinDescriptor pin(String name, @Nullable String publicKey) {
        String given = required("publicKey", publicKey);
        return whileRunning(() -> {
            Pin pin = node.trustStore().pin(NodeId.of(name), PublicKey.ofBase64(given), Pin.Source.OPERATOR);
            audit.record(
                    "P2P_KEY_PINNED",
                    Map.of("node", name, "fingerprint", pin.publicKey().fingerprint()));
            return PinDescriptor.of(pin);
        });
    }

    void unpin(String name) {
        NodeId known = P2pSections.knownNode(name);
        boolean removed = whileRunning(() -> node.trustStore().remove(known));
        if (!removed) {
            throw P2pSections.noPin(name);
        }
        audit.record("P2P_KEY_UNPINNED", Map.of("node", name));
    }

    RevocationDescriptor revoke(String name, @Nullable String reason) {
        String given = required("reason", reason);
        return whileRunning(() -> {
            NodeId whom = NodeId.of(name);
            if (node.node().filter(self -> self.self().node().equals(whom)).isPresent()) {
                throw P2pOperationException.badRequest("own_node", "A node does not revoke itself.");
            }
            Revocation revocation = await(node.revocations().revoke(whom, given));
            audit.record(
                    "P2P_NODE_REVOKED",
                    Map.of("node", name, "reason", given, "keys", String.join(",", revocation.keys())));
            return RevocationDescriptor.of(revocation);
        });
    }

    private RotationDescriptor rotate(String kind, Supplier<RotationResult> rotation) {
        return change("P2P_KEY_ROTATED", kind, rotation);
    }

    private RotationDescriptor rollback(String kind, Supplier<RotationResult> rollback) {
        return change("P2P_KEY_ROLLED_BACK", kind, rollback);
    }

    private RotationDescriptor change(String type, String kind, Supplier<RotationResult> change) {
        RotationResult result = whileRunning(change);
        audit.record(
                type,
                Map.of(
                        "kind", kind,
                        "fingerprint", result.fingerprint(),
                        "backupDir", result.backupDir().toString()));
        return RotationDescriptor.of(result);
    }

    private <T> T whileRunning(Supplier<T> work) {
        if (node.node().isEmpty()) {
            throw P2pOperationException.notRunning();
        }
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw P2pOperationException.of(e);
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw P2pOperationException.of(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw P2pOperationException.unavailable(
                    "timeout", "The node did not finish within " + PATIENCE.toSeconds() + " s; it goes on trying.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw P2pOperationException.unavailable("interrupted", "The application is stopping.");
        }
    }

    private static String required(String parameter, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw P2pOperationException.badRequest(
                    "missing_parameter",
                    "Send a JSON object with '" + parameter + "' and Content-Type: application/json.");
        }
        return value;
    }
}
