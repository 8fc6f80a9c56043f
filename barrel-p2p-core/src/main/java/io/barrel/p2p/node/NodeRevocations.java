package io.barrel.p2p.node;

import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.replica.ReplicaCodec;
import io.barrel.p2p.replica.ReplicaFrame;
import io.barrel.p2p.revocation.RevocationInput;
import io.barrel.p2p.revocation.RevocationOutput;
import io.barrel.p2p.revocation.RevocationReplica;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The revocations among the protocols of a node: a topic and a replica of their own. */
final class NodeRevocations {

    /** Names the topic and the replica. */
    static final String REVOCATIONS = Gossip.RESERVED_PREFIX + "revocations";

    private final RevocationReplica revocations;
    private final Consumer<NodeOutput> outputs;
    private final BiConsumer<String, ByteBuffer> publish;
    private final Consumer<NodeId> barred;

    /**
     * The revocations of the book of those ports.
     *
     * @param publish broadcasts to a topic, after the call in which it is called
     * @param barred told of nodes with whom to have nothing to do any more, before the application is
     */
    NodeRevocations(
            NodeSettings settings,
            NodePorts ports,
            Consumer<NodeOutput> outputs,
            BiConsumer<String, ByteBuffer> publish,
            Consumer<NodeId> barred) {
        this.outputs = outputs;
        this.publish = publish;
        this.barred = barred;
        this.revocations =
                new RevocationReplica(ports.revocations(), settings.replica(), ports.random(), this::carryOut);
    }

    RevocationReplica revocations() {
        return revocations;
    }

    void handle(RevocationInput input, long now) {
        revocations.handle(input, now);
    }

    /**
     * Another node revokes one.
     *
     * @throws MalformedInputException if the broadcast tells of no entries
     */
    void delivered(Broadcast broadcast, long now) {
        revocations.handle(
                new RevocationInput.Delivered(broadcast.origin(), ReplicaCodec.decodeEntries(broadcast.payload())),
                now);
    }

    private void carryOut(RevocationOutput output) {
        if (output instanceof RevocationOutput.Broadcast broadcast) {
            publish.accept(REVOCATIONS, ReplicaCodec.encodeEntries(broadcast.entries()));
        } else if (output instanceof RevocationOutput.SendTo send) {
            outputs.accept(new NodeOutput.Send(
                    send.to(), new NodeMessage.OfReplica(new ReplicaFrame(REVOCATIONS, send.message()))));
        } else if (output instanceof RevocationOutput.Schedule schedule) {
            outputs.accept(
                    new NodeOutput.Schedule(new NodeTimer.OfRevocations(schedule.timer()), schedule.delayMillis()));
        } else if (output instanceof RevocationOutput.Cancel cancel) {
            outputs.accept(new NodeOutput.Cancel(new NodeTimer.OfRevocations(cancel.timer())));
        } else if (output instanceof RevocationOutput.InForce inForce) {
            barred.accept(inForce.event().node());
            outputs.accept(new NodeOutput.Revoked(inForce.event().node()));
            outputs.accept(new NodeOutput.Emit(inForce.event()));
        } else if (output instanceof RevocationOutput.Refused refused) {
            outputs.accept(new NodeOutput.Refused(refused.from(), refused.what(), refused.refusal()));
        }
    }
}
