package io.barrel.p2p.spring.boot.health;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.engine.NodeInfo;
import io.barrel.p2p.engine.NodeState;
import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.roster.MemberStatus;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of a node.
 *
 * <ul>
 *   <li>{@code UP}: joined with at least the minimum of active peers, or a lone seed if the minimum is 0.
 *   <li>{@code UNKNOWN}: joining, if the minimum is 0. It answers HTTP 200, so that nodes which find each other through a
 *       service that lists only ready ones can find each other at all.
 *   <li>{@code OUT_OF_SERVICE}: fewer active peers than the minimum, left, or stopped.
 *   <li>{@code DOWN}: isolated, that is, it had peers and lost them all.
 * </ul>
 */
public class P2pHealthIndicator extends AbstractHealthIndicator {

    private final BarrelP2p node;
    private final int minimumPeers;

    /**
     * An indicator for that node.
     *
     * @param minimumPeers active peers below which it is out of service
     * @throws InvalidConfigurationException if {@code minimumPeers} is negative
     */
    public P2pHealthIndicator(BarrelP2p node, int minimumPeers) {
        super("P2P health check failed");
        if (minimumPeers < 0) {
            throw new InvalidConfigurationException("health.minimum-peers", minimumPeers, "must not be negative");
        }
        this.node = node;
        this.minimumPeers = minimumPeers;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Optional<NodeInfo> running = node.node();
        if (running.isEmpty()) {
            builder.outOfService().withDetail("state", word(NodeState.STOPPED));
            return;
        }
        NodeInfo info = running.get();
        Views views = node.membership().views();
        builder.status(status(info.state(), views.active().size()))
                .withDetail("state", word(info.state()))
                .withDetail("activePeers", views.active().size())
                .withDetail("passivePeers", views.passive().size())
                .withDetail("minimumPeers", minimumPeers)
                .withDetail("members", members());
        if (info.state() == NodeState.ISOLATED) {
            builder.withDetail("isolatedSince", info.stateSince().toString());
        }
        builder.withDetail("dataDir", info.dataDir().toString());
    }

    /** How many members the cluster has, by status. */
    private Map<String, Integer> members() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (MemberStatus status : MemberStatus.values()) {
            counts.put(status.word(), node.roster().count(status));
        }
        return counts;
    }

    private Status status(NodeState state, int activePeers) {
        return switch (state) {
            case ISOLATED -> Status.DOWN;
            case LEFT, STOPPED -> Status.OUT_OF_SERVICE;
            case JOINED, ALONE -> activePeers >= minimumPeers ? Status.UP : Status.OUT_OF_SERVICE;
            case JOINING -> minimumPeers == 0 ? Status.UNKNOWN : Status.OUT_OF_SERVICE;
        };
    }

    private static String word(NodeState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
