package io.barrel.p2p.test;

import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.GossipStatus;
import io.barrel.p2p.node.NodeInput;
import io.barrel.p2p.node.NodeMachine;
import io.barrel.p2p.node.NodeOutput;
import io.barrel.p2p.revocation.RevocationBook;
import io.barrel.p2p.revocation.SealedRevocation;
import io.barrel.p2p.roster.Member;
import io.barrel.p2p.security.NodeIdentity;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/** Gossip and roster of a simulated cluster whose nodes are simulated whole. Nodes go by their index. */
public final class SimProtocols {

    private final SimNetwork network;

    SimProtocols(SimNetwork network) {
        this.network = network;
    }

    /** What nodes tell their applications. */
    public interface Listener {

        /**
         * A broadcast was delivered.
         *
         * @param hops how many links it came over; meaningless on the node that published it
         */
        default void delivered(int node, Broadcast broadcast, int hops) {}

        /** An event was published. */
        default void event(int node, P2pEvent event) {}

        /** Something of another node was refused. */
        default void refused(int node, NodeOutput.Refused refused) {}
    }

    /** Messages of one kind, since the last {@link #measure}. */
    public enum Kind {
        /** HyParView. */
        MEMBERSHIP,
        /** Broadcasts in full. */
        PUSH,
        /** Announcements. */
        IHAVE,
        /** Edges made eager. */
        GRAFT,
        /** Edges made lazy. */
        PRUNE,
        /** Anti-entropy. */
        REPLICA
    }

    /** Tells a listener, and no other any more, of what happens from now on. */
    public void listen(Listener listener) {
        network.listen((node, output) -> {
            if (output instanceof NodeOutput.Deliver deliver) {
                listener.delivered(node.index(), deliver.broadcast(), network.hops());
            } else if (output instanceof NodeOutput.Emit emit) {
                listener.event(node.index(), emit.event());
            } else if (output instanceof NodeOutput.Refused refused) {
                listener.refused(node.index(), refused);
            }
        });
    }

    /** A node broadcasts. */
    public void publish(int node, String topic, byte[] payload) {
        SimNode publisher = network.node(node);
        network.reach(
                publisher, () -> network.input(publisher, new NodeInput.Publish(topic, ByteBuffer.wrap(payload))));
    }

    /** Something happens to a node that no other did: what a hostile one sends, for instance. */
    public void inject(int node, NodeInput input) {
        SimNode target = network.node(node);
        network.reach(target, () -> network.input(target, input));
    }

    /** The keys whose revocations count on every node. Before the first node starts. */
    public void revokers(Set<String> fingerprints) {
        network.nodes().forEach(node -> node.revokers(fingerprints));
    }

    /** The revocations a node holds, over its restarts. */
    public RevocationBook revocations(int node) {
        return network.node(node).book();
    }

    /** A node revokes another. */
    public void revoke(int node, NodeIdentity identity, NodeId whom, String reason) {
        SimNode issuer = network.node(node);
        SealedRevocation revocation = issuer.book().issue(identity, whom, List.of(), reason, network.wall());
        network.reach(issuer, () -> network.input(issuer, new NodeInput.Revoke(revocation)));
    }

    /** The members as a node knows them. */
    public List<Member> members(int node) {
        return machine(node).roster().view().members();
    }

    /** The machines of a node that is up. */
    public NodeMachine machine(int node) {
        NodeMachine machine = network.node(node).whole();
        if (machine == null) {
            throw new IllegalStateException("node " + node + " is down, or simulated with HyParView alone");
        }
        return machine;
    }

    /** The broadcast tree as a node knows it. */
    public GossipStatus gossip(int node) {
        return machine(node).gossip().status();
    }

    /** Counts messages anew, with their encoded bytes or without: encoding takes time. */
    public void measure(boolean withBytes) {
        network.traffic().reset(withBytes);
    }

    /** Messages sent since {@link #measure}. */
    public long messages(Kind kind) {
        return network.traffic().messages(kind);
    }

    /** Their payload in bytes, if {@link #measure} asked for it. */
    public long bytes(Kind kind) {
        return network.traffic().bytes(kind);
    }
}
