package io.barrel.p2p.test;

import io.barrel.p2p.gossip.GossipMessage;
import io.barrel.p2p.membership.MembershipInput;
import io.barrel.p2p.membership.MembershipMessage;
import io.barrel.p2p.node.NodeInput;
import io.barrel.p2p.node.NodeMessage;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.List;

/** A number that stands for all inputs of all nodes in their order. Two runs that differ anywhere differ in it. */
final class RunDigest {

    private long value = 0xcbf29ce484222325L;

    long value() {
        return value;
    }

    void add(long now, int node, NodeInput input) {
        if (input instanceof NodeInput.OfMembership of) {
            add(now, node, of.input());
            return;
        }
        if (input instanceof NodeInput.Received received && received.message() instanceof NodeMessage.OfMembership of) {
            add(now, node, new MembershipInput.Received(received.from(), of.message()));
            return;
        }
        mix(now);
        mix(node);
        if (input instanceof NodeInput.Received received) {
            mix(received.from().node());
            mix(received.message());
        } else if (input instanceof NodeInput.TimerFired fired) {
            mix(fired.timer().hashCode());
        } else {
            mix(input.getClass().getSimpleName().hashCode());
        }
    }

    private void mix(NodeMessage message) {
        if (message instanceof NodeMessage.OfGossip gossip) {
            mix(gossip.frame().edge());
            GossipMessage of = gossip.frame().message();
            mix(
                    of instanceof GossipMessage.Push push
                            ? push.id().hashCode()
                            : of.getClass().getSimpleName().hashCode());
        } else if (message instanceof NodeMessage.OfReplica replica) {
            mix(replica.frame().message().getClass().getSimpleName().hashCode());
        }
    }

    void add(long now, int node, MembershipInput input) {
        mix(now);
        mix(node);
        if (input instanceof MembershipInput.Received received) {
            mix(received.from().node());
            add(received.message());
        } else if (input instanceof MembershipInput.LinkUp up) {
            mix(21);
            mix(up.peer().node());
        } else if (input instanceof MembershipInput.LinkLost lost) {
            mix(22);
            mix(lost.peer());
            mix(lost.loss().name().hashCode());
        } else if (input instanceof MembershipInput.ConnectFailed failed) {
            mix(23);
            mix(failed.peer());
        } else if (input instanceof MembershipInput.ContactReached reached) {
            mix(24);
            mix(reached.contact().node());
        } else if (input instanceof MembershipInput.TimerFired fired) {
            mix(25);
            mix(fired.timer().hashCode());
        } else {
            mix(input.getClass().getSimpleName().hashCode());
        }
    }

    private void add(MembershipMessage message) {
        if (message instanceof MembershipMessage.Join join) {
            mix(1);
            mix(join.edge());
        } else if (message instanceof MembershipMessage.ForwardJoin walk) {
            mix(2);
            mix(walk.edge());
            mix(walk.ttl());
            mix(walk.joiner().node());
        } else if (message instanceof MembershipMessage.Neighbor proposal) {
            mix(priority(proposal.priority()));
            mix(proposal.edge());
        } else if (message instanceof MembershipMessage.NeighborReply reply) {
            mix(reply.accepted() ? 5 : 6);
            mix(reply.edge());
        } else if (message instanceof MembershipMessage.Disconnect disconnect) {
            mix(7);
            mix(disconnect.edge());
            mix(disconnect.reason().name().hashCode());
        } else if (message instanceof MembershipMessage.Shuffle shuffle) {
            mix(8);
            mix(shuffle.edge());
            mix(shuffle.shuffleId());
            mix(shuffle.path().size());
            mix(shuffle.sample());
        } else if (message instanceof MembershipMessage.ShuffleReply reply) {
            mix(9);
            mix(reply.shuffleId());
            mix(reply.path().size());
            mix(reply.sample());
        }
    }

    private static int priority(MembershipMessage.Neighbor.Priority priority) {
        return switch (priority) {
            case HIGH -> 3;
            case LOW -> 4;
            case NEARER -> 10;
        };
    }

    private void mix(List<Peer> peers) {
        for (Peer peer : peers) {
            mix(peer.node());
        }
    }

    private void mix(NodeId node) {
        mix(node.value().hashCode());
    }

    private void mix(long number) {
        value = (value ^ number) * 0x9e3779b97f4a7c15L;
        value ^= value >>> 29;
    }
}
