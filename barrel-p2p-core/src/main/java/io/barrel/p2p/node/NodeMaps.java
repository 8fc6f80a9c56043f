package io.barrel.p2p.node;

import com.google.protobuf.ByteString;
import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.replica.LwwMap;
import io.barrel.p2p.replica.ReplicaCodec;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.replica.ReplicaFrame;
import io.barrel.p2p.replica.ReplicaInput;
import io.barrel.p2p.replica.ReplicaOutput;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The replicated maps of a node, by name: each has a topic for what changes and compares itself with those of neighbours. */
final class NodeMaps {

    /** Before the name of a map. */
    static final String TOPIC = Gossip.RESERVED_PREFIX + "map:";

    private final Consumer<NodeOutput> outputs;
    private final BiConsumer<String, ByteBuffer> publish;
    private final Map<String, LwwMap> byTopic = new LinkedHashMap<>();

    /**
     * Empty maps.
     *
     * @param publish broadcasts to a topic, after the call in which it is called
     */
    NodeMaps(
            List<String> names,
            NodeId self,
            ReplicaConfig config,
            HybridClock clock,
            RandomGenerator random,
            Consumer<NodeOutput> outputs,
            BiConsumer<String, ByteBuffer> publish) {
        this.outputs = outputs;
        this.publish = publish;
        for (String name : names) {
            String topic = TOPIC + name;
            byTopic.put(topic, new LwwMap(config, self, clock, random, output -> carryOut(topic, output)));
        }
    }

    LwwMap map(String name) {
        LwwMap map = byTopic.get(TOPIC + name);
        if (map == null) {
            throw new IllegalArgumentException("no map is named " + name);
        }
        return map;
    }

    void write(String name, ByteString key, @Nullable ByteString value, long now) {
        if (value == null) {
            map(name).remove(key, now);
        } else {
            map(name).put(key, value, now);
        }
    }

    /** For all maps. */
    void handle(ReplicaInput input, long now) {
        byTopic.values().forEach(map -> map.handle(input, now));
    }

    void keepTombstones(boolean keep) {
        byTopic.values().forEach(map -> map.keepTombstones(keep));
    }

    void received(NodeId from, ReplicaFrame frame, long now) {
        LwwMap map = byTopic.get(frame.replica());
        if (map != null) {
            map.handle(new ReplicaInput.Received(from, frame.message()), now);
        }
    }

    void fired(NodeTimer.OfMap timer, long now) {
        LwwMap map = byTopic.get(timer.topic());
        if (map != null) {
            map.handle(new ReplicaInput.TimerFired(timer.timer()), now);
        }
    }

    /**
     * Another node changed a map.
     *
     * @throws MalformedInputException if the broadcast tells of no entries
     */
    void delivered(Broadcast broadcast, long now) {
        LwwMap map = byTopic.get(broadcast.topic());
        if (map != null) {
            map.handle(
                    new ReplicaInput.Delta(broadcast.origin(), ReplicaCodec.decodeEntries(broadcast.payload())), now);
        }
    }

    private void carryOut(String topic, ReplicaOutput output) {
        if (output instanceof ReplicaOutput.Broadcast broadcast) {
            publish.accept(topic, ReplicaCodec.encodeEntries(broadcast.entries()));
        } else if (output instanceof ReplicaOutput.SendTo send) {
            outputs.accept(
                    new NodeOutput.Send(send.to(), new NodeMessage.OfReplica(new ReplicaFrame(topic, send.message()))));
        } else if (output instanceof ReplicaOutput.Schedule schedule) {
            outputs.accept(
                    new NodeOutput.Schedule(new NodeTimer.OfMap(topic, schedule.timer()), schedule.delayMillis()));
        } else if (output instanceof ReplicaOutput.Cancel cancel) {
            outputs.accept(new NodeOutput.Cancel(new NodeTimer.OfMap(topic, cancel.timer())));
        } else if (output instanceof ReplicaOutput.Refused refused) {
            outputs.accept(new NodeOutput.Refused(refused.from(), "an entry of " + topic, refused.refusal()));
        }
    }
}
