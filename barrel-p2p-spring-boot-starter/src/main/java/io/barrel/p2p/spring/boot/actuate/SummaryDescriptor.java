package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.engine.NodeInfo;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.roster.Roster;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The node at a glance.
 *
 * @param node the node
 * @param views names of the peers in its views
 * @param auth how authentication goes; null while the node is stopped
 * @param members how many members the cluster has, by status
 * @param services how many services are offered
 * @param connections how many links are up
 * @param access what the endpoint allows: {@code read_only} or {@code unrestricted}
 */
public record SummaryDescriptor(
        NodeDescriptor node,
        ViewNames views,
        @Nullable AuthDescriptor auth,
        MemberCounts members,
        int services,
        int connections,
        String access)
        implements OperationResponseBody {

    static SummaryDescriptor of(BarrelP2p node, Access access) {
        Optional<NodeInfo> info = node.node();
        Views views = node.membership().views();
        return new SummaryDescriptor(
                NodeDescriptor.of(info),
                ViewNames.of(views),
                node.authentication().map(AuthDescriptor::of).orElse(null),
                MemberCounts.of(node.roster()),
                node.services().services().size(),
                node.connections().size(),
                NodeDescriptor.word(access));
    }

    /**
     * The views by name.
     *
     * @param active names of active peers, oldest first
     * @param passive names of passive peers, most recently seen first
     * @param activeSize bound of the active view
     * @param passiveSize bound of the passive view
     */
    public record ViewNames(List<String> active, List<String> passive, int activeSize, int passiveSize) {

        static ViewNames of(Views views) {
            return new ViewNames(
                    views.active().stream()
                            .map(peer -> peer.peer().node().value())
                            .toList(),
                    views.passive().stream()
                            .map(peer -> peer.peer().node().value())
                            .toList(),
                    views.activeSize(),
                    views.passiveSize());
        }
    }

    /**
     * How many members the cluster has, this node included; all 0 while it is stopped.
     *
     * @param alive take part
     * @param suspect could not be reached by somebody and have not objected yet
     * @param dead are taken for gone
     * @param left said that they leave
     */
    public record MemberCounts(int alive, int suspect, int dead, int left) {

        static MemberCounts of(Roster roster) {
            return new MemberCounts(
                    roster.count(MemberStatus.ALIVE),
                    roster.count(MemberStatus.SUSPECT),
                    roster.count(MemberStatus.DEAD),
                    roster.count(MemberStatus.LEFT));
        }
    }
}
