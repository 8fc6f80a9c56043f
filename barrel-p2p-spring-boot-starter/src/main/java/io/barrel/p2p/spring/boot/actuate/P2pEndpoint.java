package io.barrel.p2p.spring.boot.actuate;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * The {@code p2p} endpoint. Read-only unless {@code management.endpoint.p2p.access=unrestricted}. What HTTP and JMX offer
 * besides the summary is in {@link P2pEndpointWebExtension} and {@link P2pEndpointJmxExtension}: the paths of the one and the
 * operation names of the other have nothing in common.
 */
@ImportRuntimeHints(EndpointRuntimeHints.class)
@Endpoint(id = "p2p", defaultAccess = Access.READ_ONLY)
public class P2pEndpoint {

    private final P2pSections sections;

    /** An endpoint that answers from those sections. */
    public P2pEndpoint(P2pSections sections) {
        this.sections = sections;
    }

    /** The node at a glance; nothing but its state while it is stopped. */
    @ReadOperation
    public SummaryDescriptor summary() {
        return sections.summary();
    }
}
