package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/** What can be read of a node, by section. Any thread; nothing here blocks but the overlay, which other members tell. */
public class P2pSections {

    private final BarrelP2p node;
    private final EventHistory history;
    private final OverlaySurvey survey;
    private final Access access;
    private final Map<String, Supplier<OperationResponseBody>> sections = new TreeMap<>();

    /**
     * The sections of a node.
     *
     * @param access what callers of the endpoint may do
     */
    public P2pSections(BarrelP2p node, EventHistory history, OverlaySurvey survey, Access access) {
        this.node = node;
        this.history = history;
        this.survey = survey;
        this.access = access;
        sections.put("views", this::views);
        sections.put("auth", this::auth);
        sections.put("trust", this::trust);
        sections.put("revocations", this::revocations);
        sections.put("members", this::members);
        sections.put("gossip", this::gossip);
        sections.put("services", this::services);
        sections.put("connections", this::connections);
        sections.put("events", this::events);
        sections.put("overlay", this::overlay);
    }

    SummaryDescriptor summary() {
        return SummaryDescriptor.of(node, access);
    }

    OperationResponseBody section(String name) {
        Supplier<OperationResponseBody> section = sections.get(name);
        if (section == null) {
            throw unknownSection(name);
        }
        return section.get();
    }

    OperationResponseBody entry(String section, String name) {
        if (section.equals("trust")) {
            return pin(name);
        }
        if (section.equals("services")) {
            return service(name);
        }
        if (sections.containsKey(section)) {
            throw P2pOperationException.notFound(
                    "unknown_path", "The section '" + section + "' has no entries by name.");
        }
        throw unknownSection(section);
    }

    ViewsDescriptor views() {
        return ViewsDescriptor.of(node.membership().views());
    }

    AuthDescriptor auth() {
        return node.authentication().map(AuthDescriptor::of).orElseThrow(P2pOperationException::notRunning);
    }

    TrustDescriptor trust() {
        requireRunning();
        return TrustDescriptor.of(node.trustStore().pins());
    }

    PinDescriptor pin(String name) {
        requireRunning();
        return node.trustStore().find(knownNode(name)).map(PinDescriptor::of).orElseThrow(() -> noPin(name));
    }

    RevocationsDescriptor revocations() {
        requireRunning();
        return RevocationsDescriptor.of(node.revocations().all());
    }

    MembersDescriptor members() {
        return MembersDescriptor.of(node.roster());
    }

    GossipDescriptor gossip() {
        return GossipDescriptor.of(node.gossip().status());
    }

    ServicesDescriptor services() {
        return ServicesDescriptor.of(node.services());
    }

    ServicesDescriptor.Service service(String name) {
        return ServicesDescriptor.find(node.services(), name)
                .orElseThrow(() -> P2pOperationException.notFound(
                        "unknown_service",
                        "No member that is there offers '" + P2pOperationException.shown(name) + "'."));
    }

    ConnectionsDescriptor connections() {
        return ConnectionsDescriptor.of(node.connections());
    }

    EventsDescriptor events() {
        return history.events();
    }

    OverlayDescriptor overlay() {
        requireRunning();
        return survey.overlay();
    }

    P2pOperationException unknownSection(String name) {
        return P2pOperationException.notFound(
                "unknown_section",
                "There is no section '" + P2pOperationException.shown(name) + "': the sections are "
                        + String.join(", ", sections.keySet()) + ".");
    }

    /** The node of that name in a path; text that cannot be a name names no node that could be found. */
    static NodeId knownNode(String name) {
        try {
            return NodeId.of(name);
        } catch (MalformedInputException e) {
            throw P2pOperationException.notFound("unknown_node", e.getMessage() + ".");
        }
    }

    static P2pOperationException noPin(String name) {
        return P2pOperationException.notFound("unknown_node", "No key is pinned for '" + name + "'.");
    }

    private void requireRunning() {
        if (node.node().isEmpty()) {
            throw P2pOperationException.notRunning();
        }
    }
}
