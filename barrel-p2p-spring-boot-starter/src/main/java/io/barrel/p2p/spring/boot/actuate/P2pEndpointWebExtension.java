package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.spring.boot.console.P2pConsole;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The paths of the {@code p2p} endpoint (docs/reference/endpoint.md). Two operations share the shape {@code POST
 * /p2p/{section}/{name}}: one takes JSON and is chosen when the request says so, the other takes no body and no content type.
 */
@EndpointWebExtension(endpoint = P2pEndpoint.class)
public class P2pEndpointWebExtension {

    private final P2pSections sections;
    private final P2pOperations operations;
    private final P2pConsole console;

    /** An extension over those sections and operations, with that page for browsers. */
    public P2pEndpointWebExtension(P2pSections sections, P2pOperations operations, P2pConsole console) {
        this.sections = sections;
        this.operations = operations;
        this.console = console;
    }

    /** {@code GET /p2p} for who prefers HTML; anything else, and no preference, is answered by {@link P2pEndpoint#summary}. */
    @ReadOperation(produces = "text/html;q=0.5")
    public WebEndpointResponse<Object> page() {
        return console.page();
    }

    /** {@code GET /p2p/{section}}. */
    @ReadOperation
    public WebEndpointResponse<OperationResponseBody> section(@Selector String section) {
        return answer(() -> sections.section(section));
    }

    /** {@code GET /p2p/{section}/{name}}; the files of the page are a section too. */
    @ReadOperation
    public WebEndpointResponse<?> entry(@Selector String section, @Selector String name) {
        Optional<WebEndpointResponse<Object>> file =
                section.equals(P2pConsole.SECTION) ? console.file(name) : Optional.empty();
        return file.isPresent() ? file.get() : answer(() -> sections.entry(section, name));
    }

    /** {@code POST /p2p/{section}/{name}} without a body. */
    @WriteOperation
    public WebEndpointResponse<OperationResponseBody> operate(@Selector String section, @Selector String name) {
        return answer(() -> dispatch(section, name, null, null, null));
    }

    /** {@code POST /p2p/{section}/{name}} with a JSON object. */
    @WriteOperation
    public WebEndpointResponse<OperationResponseBody> operateWith(
            @Selector String section,
            @Selector String name,
            @Nullable String contact,
            @Nullable String publicKey,
            @Nullable String reason) {
        return answer(() -> dispatch(section, name, contact, publicKey, reason));
    }

    /** {@code DELETE /p2p/trust/{node}}. */
    @DeleteOperation
    public WebEndpointResponse<OperationResponseBody> delete(@Selector String section, @Selector String name) {
        return answer(() -> {
            if (!section.equals("trust")) {
                throw P2pOperationException.notFound("unknown_operation", "Only trust/{node} can be deleted.");
            }
            operations.unpin(name);
            return null;
        });
    }

    private OperationResponseBody dispatch(
            String section,
            String name,
            @Nullable String contact,
            @Nullable String publicKey,
            @Nullable String reason) {
        if (section.equals("trust")) {
            return operations.pin(name, publicKey);
        }
        if (section.equals("revocations")) {
            return operations.revoke(name, reason);
        }
        return switch (section + "/" + name) {
            case "rotate/identity" -> operations.rotateIdentity();
            case "rotate/certificate" -> operations.rotateCertificate();
            case "rotate/rollback-identity" -> operations.rollbackIdentity();
            case "rotate/rollback-certificate" -> operations.rollbackCertificate();
            case "membership/join" -> operations.join(contact);
            case "membership/leave" -> operations.leave();
            default ->
                throw P2pOperationException.notFound(
                        "unknown_operation",
                        "There is no operation '" + P2pOperationException.shown(section + "/" + name)
                                + "': the operations are rotate/identity, rotate/certificate,"
                                + " rotate/rollback-identity, rotate/rollback-certificate, membership/join,"
                                + " membership/leave, trust/{node} and revocations/{node}.");
        };
    }

    private static WebEndpointResponse<OperationResponseBody> answer(Supplier<@Nullable OperationResponseBody> work) {
        try {
            OperationResponseBody body = work.get();
            return body == null
                    ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT)
                    : new WebEndpointResponse<>(body);
        } catch (RuntimeException e) {
            P2pOperationException failure = P2pOperationException.of(e);
            return new WebEndpointResponse<>(failure.descriptor(), failure.status());
        }
    }
}
