package io.barrel.p2p.spring.boot.actuate;

import io.barrel.p2p.engine.NodeInfo;
import io.barrel.p2p.membership.Views;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The nodes that this node knows through its views: not the whole cluster.
 *
 * @param members itself, then the active peers, oldest first, then the passive ones, most recently seen first
 * @param total how many there are
 */
public record MembersDescriptor(List<Member> members, int total) implements OperationResponseBody {

    static MembersDescriptor of(Optional<NodeInfo> self, Views views) {
        List<Member> members = new ArrayList<>();
        self.ifPresent(node -> members.add(new Member(
                node.self().node().value(), node.self().address().toString(), "self", node.startedAt(), null)));
        for (Views.Active active : views.active()) {
            members.add(new Member(
                    active.peer().node().value(), active.peer().address().toString(), "active", active.since(), null));
        }
        for (Views.Passive passive : views.passive()) {
            members.add(new Member(
                    passive.peer().node().value(),
                    passive.peer().address().toString(),
                    "passive",
                    null,
                    passive.lastSeen()));
        }
        return new MembersDescriptor(members, members.size());
    }

    /**
     * A node that this node knows.
     *
     * @param node its name
     * @param address where it is dialled
     * @param view {@code self}, {@code active} or {@code passive}
     * @param since when it entered the active view, or when this node was started; null for a passive peer
     * @param lastSeen when a passive peer was last heard of; null for the others
     */
    public record Member(
            String node,
            String address,
            String view,
            @Nullable Instant since,
            @Nullable Instant lastSeen) {}
}
