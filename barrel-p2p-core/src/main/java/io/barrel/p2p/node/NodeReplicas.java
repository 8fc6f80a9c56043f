package io.barrel.p2p.node;

import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.replica.ReplicaFrame;
import io.barrel.p2p.replica.ReplicaInput;
import io.barrel.p2p.revocation.RevocationInput;
import io.barrel.p2p.service.ServiceInput;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.util.function.Consumer;

/**
 * What a node holds of the cluster beside the roster. What one of them is told waits until who told it has returned, and each is told by
 * itself, so that one that fails takes nothing from the others.
 *
 * @param services what is offered
 * @param revocations who is barred
 * @param maps the replicated maps
 * @param withRoster whether the node takes part in the roster: without one there are neither services nor revocations
 * @param steps takes what is to be done next
 */
record NodeReplicas(
        NodeServices services,
        NodeRevocations revocations,
        NodeMaps maps,
        boolean withRoster,
        Consumer<Runnable> steps) {

    /** What is offered hangs on who is there. */
    void toServices(ServiceInput input, long now) {
        if (withRoster) {
            steps.accept(() -> services.handle(input, now));
        }
    }

    void toRevocations(RevocationInput input, long now) {
        if (withRoster) {
            steps.accept(() -> revocations.handle(input, now));
        }
    }

    /** The application says something, or an operator. */
    void said(NodeInput input, long now) {
        if (input instanceof NodeInput.Offer offer) {
            toServices(new ServiceInput.Register(offer.service(), offer.metadata()), now);
        } else if (input instanceof NodeInput.Withdraw withdraw) {
            toServices(new ServiceInput.Unregister(withdraw.service()), now);
        } else if (input instanceof NodeInput.Revoke revoke) {
            toRevocations(new RevocationInput.Issue(revoke.revocation()), now);
        } else if (input instanceof NodeInput.Lifted lifted) {
            toServices(new ServiceInput.MemberChanged(lifted.node()), now);
        }
    }

    void neighborUp(NodeId peer, long now) {
        toRevocations(new RevocationInput.NeighborUp(peer), now);
        toServices(new ServiceInput.NeighborUp(peer), now);
        steps.accept(() -> maps.handle(new ReplicaInput.NeighborUp(peer), now));
    }

    void neighborDown(NodeId peer, long now) {
        toRevocations(new RevocationInput.NeighborDown(peer), now);
        toServices(new ServiceInput.NeighborDown(peer), now);
        steps.accept(() -> maps.handle(new ReplicaInput.NeighborDown(peer), now));
    }

    /** The roster says something else of a member. */
    void memberChanged(P2pEvent event, long now) {
        if (event instanceof MemberUp up) {
            toServices(new ServiceInput.MemberChanged(up.node()), now);
        } else if (event instanceof MemberSuspected suspected) {
            toServices(new ServiceInput.MemberChanged(suspected.node()), now);
        } else if (event instanceof MemberDown down) {
            toServices(new ServiceInput.MemberChanged(down.node()), now);
        }
    }

    void received(NodeId from, ReplicaFrame frame, long now) {
        if (frame.replica().equals(NodeServices.SERVICES)) {
            toServices(new ServiceInput.Received(from, frame.message()), now);
        } else if (frame.replica().equals(NodeRevocations.REVOCATIONS)) {
            toRevocations(new RevocationInput.Received(from, frame.message()), now);
        } else {
            maps.received(from, frame, now);
        }
    }

    /**
     * A broadcast of another node came.
     *
     * @throws MalformedInputException if it tells of no entries
     */
    void delivered(Broadcast broadcast, long now) {
        if (broadcast.topic().equals(NodeServices.SERVICES)) {
            services.delivered(broadcast, now);
        } else if (broadcast.topic().equals(NodeRevocations.REVOCATIONS)) {
            revocations.delivered(broadcast, now);
        } else {
            maps.delivered(broadcast, now);
        }
    }

    /** A timer fired; does nothing if it is none of theirs. */
    void fired(NodeTimer timer, long now) {
        if (timer instanceof NodeTimer.OfMap of) {
            maps.fired(of, now);
        } else if (timer instanceof NodeTimer.OfServices of) {
            toServices(new ServiceInput.TimerFired(of.timer()), now);
        } else if (timer instanceof NodeTimer.OfRevocations of) {
            toRevocations(new RevocationInput.TimerFired(of.timer()), now);
        }
    }
}
