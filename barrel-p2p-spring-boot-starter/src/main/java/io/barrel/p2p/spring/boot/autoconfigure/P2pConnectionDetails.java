package io.barrel.p2p.spring.boot.autoconfigure;

import java.util.List;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where the cluster is. A bean of this type takes the place of {@code barrel.p2p.contact-nodes}, as tests and service
 * bindings need it.
 */
public interface P2pConnectionDetails extends ConnectionDetails {

    /** Nodes to join through, in the forms of {@code barrel.p2p.contact-nodes}. */
    List<String> contactNodes();
}
