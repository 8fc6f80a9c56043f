package io.barrel.p2p.node;

import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.replica.ReplicaCodec;
import io.barrel.p2p.replica.ReplicaFrame;
import io.barrel.p2p.revocation.RevocationBook;
import io.barrel.p2p.roster.Roster;
import io.barrel.p2p.service.ServiceInput;
import io.barrel.p2p.service.ServiceOutput;
import io.barrel.p2p.service.ServiceReplica;
import io.barrel.p2p.service.Standing;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The services of the cluster among the protocols of a node: a topic and a replica of their own, and the roster's word on who is there. */
final class NodeServices {

    /** Names the topic and the replica. */
    static final String SERVICES = Gossip.RESERVED_PREFIX + "services";

    private final ServiceReplica services;
    private final Consumer<NodeOutput> outputs;
    private final BiConsumer<String, ByteBuffer> publish;

    /**
     * No services.
     *
     * @param publish broadcasts to a topic, after the call in which it is called
     */
    NodeServices(
            NodeSettings settings,
            HybridClock clock,
            NodePorts ports,
            Roster roster,
            Consumer<NodeOutput> outputs,
            BiConsumer<String, ByteBuffer> publish) {
        this.outputs = outputs;
        this.publish = publish;
        this.services = new ServiceReplica(
                settings.self().node(),
                settings.incarnation(),
                settings.replica(),
                clock,
                ports.wallMillis(),
                node -> standing(roster, ports.revocations(), node),
                ports.random(),
                this::carryOut);
    }

    /** Nobody is offered what a revoked node offers. */
    private static @Nullable Standing standing(Roster roster, RevocationBook revoked, NodeId node) {
        return roster.member(node)
                .map(member ->
                        new Standing(member.incarnation(), member.status().isPresent() && !revoked.node(node)))
                .orElse(null);
    }

    ServiceReplica services() {
        return services;
    }

    void handle(ServiceInput input, long now) {
        services.handle(input, now);
    }

    /**
     * Another node says what it offers.
     *
     * @throws MalformedInputException if the broadcast tells of no entries
     */
    void delivered(Broadcast broadcast, long now) {
        services.handle(
                new ServiceInput.Delivered(broadcast.origin(), ReplicaCodec.decodeEntries(broadcast.payload())), now);
    }

    private void carryOut(ServiceOutput output) {
        if (output instanceof ServiceOutput.Broadcast broadcast) {
            publish.accept(SERVICES, ReplicaCodec.encodeEntries(broadcast.entries()));
        } else if (output instanceof ServiceOutput.SendTo send) {
            outputs.accept(new NodeOutput.Send(
                    send.to(), new NodeMessage.OfReplica(new ReplicaFrame(SERVICES, send.message()))));
        } else if (output instanceof ServiceOutput.Schedule schedule) {
            outputs.accept(new NodeOutput.Schedule(new NodeTimer.OfServices(schedule.timer()), schedule.delayMillis()));
        } else if (output instanceof ServiceOutput.Cancel cancel) {
            outputs.accept(new NodeOutput.Cancel(new NodeTimer.OfServices(cancel.timer())));
        } else if (output instanceof ServiceOutput.Emit emit) {
            outputs.accept(new NodeOutput.Emit(emit.event()));
        } else if (output instanceof ServiceOutput.Refused refused) {
            outputs.accept(new NodeOutput.Refused(refused.from(), refused.what(), refused.refusal()));
        }
    }
}
