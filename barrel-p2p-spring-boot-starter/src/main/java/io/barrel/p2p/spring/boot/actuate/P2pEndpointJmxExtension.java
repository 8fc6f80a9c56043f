package io.barrel.p2p.spring.boot.actuate;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

/** The operations of the {@code p2p} endpoint over JMX, each by its own name. A refusal is thrown with its reason. */
@EndpointJmxExtension(endpoint = P2pEndpoint.class)
public class P2pEndpointJmxExtension {

    private final P2pSections sections;
    private final P2pOperations operations;

    /** An extension over those sections and operations. */
    public P2pEndpointJmxExtension(P2pSections sections, P2pOperations operations) {
        this.sections = sections;
        this.operations = operations;
    }

    /** The active and the passive view. */
    @ReadOperation
    public ViewsDescriptor views() {
        return sections.views();
    }

    /** How authentication goes. */
    @ReadOperation
    public AuthDescriptor auth() {
        return sections.auth();
    }

    /** The pinned keys. */
    @ReadOperation
    public TrustDescriptor trust() {
        return sections.trust();
    }

    /** The key pinned for a node. */
    @ReadOperation
    public PinDescriptor trustedKey(String node) {
        return sections.pin(node);
    }

    /** The revocations this node holds. */
    @ReadOperation
    public RevocationsDescriptor revocations() {
        return sections.revocations();
    }

    /** The members of the cluster and the last suspicions. */
    @ReadOperation
    public MembersDescriptor members() {
        return sections.members();
    }

    /** How broadcasts go. */
    @ReadOperation
    public GossipDescriptor gossip() {
        return sections.gossip();
    }

    /** The services that members offer. */
    @ReadOperation
    public ServicesDescriptor services() {
        return sections.services();
    }

    /** Who offers a service. */
    @ReadOperation
    public ServicesDescriptor.Service service(String name) {
        return sections.service(name);
    }

    /** The links that are up. */
    @ReadOperation
    public ConnectionsDescriptor connections() {
        return sections.connections();
    }

    /** The last events of this node. */
    @ReadOperation
    public EventsDescriptor events() {
        return sections.events();
    }

    /** The active views of all members; waits for them, for some seconds at most. */
    @ReadOperation
    public OverlayDescriptor overlay() {
        return sections.overlay();
    }

    /** Makes a new identity. */
    @WriteOperation
    public RotationDescriptor rotateIdentity() {
        return operations.rotateIdentity();
    }

    /** Makes a new TLS certificate. */
    @WriteOperation
    public RotationDescriptor rotateCertificate() {
        return operations.rotateCertificate();
    }

    /** Goes back to the identity that was replaced last. */
    @WriteOperation
    public RotationDescriptor rollbackIdentity() {
        return operations.rollbackIdentity();
    }

    /** Goes back to the TLS certificate that was replaced last. */
    @WriteOperation
    public RotationDescriptor rollbackCertificate() {
        return operations.rollbackCertificate();
    }

    /** Joins through a contact. */
    @WriteOperation
    public ViewsDescriptor join(String contact) {
        return operations.join(contact);
    }

    /** Leaves the overlay. */
    @WriteOperation
    public ViewsDescriptor leave() {
        return operations.leave();
    }

    /** Pins a key, given as Base64, for a node. */
    @WriteOperation
    public PinDescriptor trustKey(String node, String publicKey) {
        return operations.pin(node, publicKey);
    }

    /** Revokes a node, and tells why. */
    @WriteOperation
    public RevocationDescriptor revoke(String node, String reason) {
        return operations.revoke(node, reason);
    }

    /** Removes the pin of a node. */
    @DeleteOperation
    public void distrust(String node) {
        operations.unpin(node);
    }
}
