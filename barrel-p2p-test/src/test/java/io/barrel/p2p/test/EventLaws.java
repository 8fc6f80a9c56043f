package io.barrel.p2p.test;

import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.ServiceDown;
import io.barrel.p2p.event.ServiceRegistered;
import io.barrel.p2p.event.ServiceUnregistered;
import io.barrel.p2p.event.ServiceUpdated;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.node.NodeOutput;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.roster.Member;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.wire.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds for everything that the nodes of a cluster tell their applications, whatever happens: nobody goes down or is suspected who
 * was not up, no service ends that was not offered, no broadcast comes twice, and honest nodes refuse each other nothing but echoes.
 */
final class EventLaws implements SimProtocols.Listener {

    private static final int MOST_BREACHES = 10;

    private final List<String> breaches = new ArrayList<>();
    private final Map<Integer, Map<NodeId, MemberStatus>> members = new HashMap<>();
    private final Map<Integer, Map<String, Boolean>> services = new HashMap<>();
    private final Map<Integer, Map<String, Integer>> heard = new HashMap<>();

    /** A node is down: what it tells when it is up again begins anew. */
    void ended(int node) {
        members.remove(node);
        services.remove(node);
        heard.remove(node);
    }

    /** What was wrong so far. */
    List<String> breaches() {
        return List.copyOf(breaches);
    }

    /** How often a node got a broadcast in this life. */
    int heard(int node, String text) {
        return heard.getOrDefault(node, Map.of()).getOrDefault(text, 0);
    }

    /** A node knows that of a member now: its events must have told it, but for how a member went that is gone. */
    void mustHaveTold(int node, Member member) {
        MemberStatus told = members.getOrDefault(node, Map.of()).get(member.node());
        boolean same =
                told == member.status() || (!isPresent(told) && !member.status().isPresent());
        if (!member.node().equals(name(node)) && !same) {
            breach(node, "told of " + member.node() + " as " + told + " and shows it as " + member.status());
        }
    }

    private static boolean isPresent(@Nullable MemberStatus status) {
        return status != null && status.isPresent();
    }

    @Override
    public void event(int node, P2pEvent event) {
        if (event instanceof MemberUp up) {
            members(node).put(up.node(), MemberStatus.ALIVE);
        } else if (event instanceof MemberSuspected suspected) {
            become(node, event, suspected.node(), MemberStatus.SUSPECT, MemberStatus.ALIVE);
        } else if (event instanceof MemberDown down) {
            become(
                    node,
                    event,
                    down.node(),
                    down.left() ? MemberStatus.LEFT : MemberStatus.DEAD,
                    MemberStatus.ALIVE,
                    MemberStatus.SUSPECT);
        } else if (event instanceof ServiceRegistered registered) {
            offer(node, event, registered.service(), registered.node(), false, true);
        } else if (event instanceof ServiceUpdated updated) {
            offer(node, event, updated.service(), updated.node(), true, true);
        } else if (event instanceof ServiceUnregistered unregistered) {
            offer(node, event, unregistered.service(), unregistered.node(), true, false);
        } else if (event instanceof ServiceDown down) {
            offer(node, event, down.service(), down.node(), true, false);
        }
    }

    private void become(int node, P2pEvent event, NodeId member, MemberStatus status, MemberStatus... from) {
        MemberStatus was = members(node).put(member, status);
        if (was == null || !List.of(from).contains(was)) {
            breach(node, "tells " + event + ", and told of it as " + was + " before");
        }
    }

    private void offer(int node, P2pEvent event, String service, NodeId by, boolean before, boolean after) {
        boolean was = Boolean.TRUE.equals(
                services.computeIfAbsent(node, key -> new HashMap<>()).put(service + " of " + by, after));
        if (was != before) {
            breach(node, "tells " + event + ", and it was " + (was ? "offered" : "not offered") + " before");
        }
    }

    @Override
    public void delivered(int node, Broadcast broadcast, int hops) {
        String text =
                StandardCharsets.UTF_8.decode(broadcast.payload().duplicate()).toString();
        int times = heard.computeIfAbsent(node, key -> new HashMap<>()).merge(text, 1, Integer::sum);
        if (times > 1) {
            breach(node, "heard " + text + " " + times + " times");
        }
    }

    @Override
    public void refused(int node, NodeOutput.Refused refused) {
        if (refused.refusal() != Refusal.ECHO) {
            breach(node, "refused " + refused);
        }
    }

    private Map<NodeId, MemberStatus> members(int node) {
        return members.computeIfAbsent(node, key -> new HashMap<>());
    }

    private static NodeId name(int node) {
        return NodeId.of("n" + node + "@sim");
    }

    private void breach(int node, String what) {
        if (breaches.size() < MOST_BREACHES) {
            breaches.add("n" + node + " " + what);
        }
    }
}
