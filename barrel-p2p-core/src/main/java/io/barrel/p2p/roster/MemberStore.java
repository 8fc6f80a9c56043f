package io.barrel.p2p.roster;

import com.google.protobuf.ByteString;
import io.barrel.p2p.replica.Replica;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaInput;
import io.barrel.p2p.replica.ReplicaOutput;
import io.barrel.p2p.replica.ReplicaPolicy.Refusal;
import io.barrel.p2p.wire.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The replica of the roster: members as entries, what may come in from elsewhere, and word of what changed. */
final class MemberStore {

    private final RosterContext context;
    private final RosterPolicy policy;
    private final Replica replica;
    private final Consumer<ReplicaOutput.Changed> changed;

    /**
     * An empty store.
     *
     * @param changed told of each entry that was replaced, when it is
     */
    MemberStore(RosterContext context, ReplicaConfig config, Consumer<ReplicaOutput.Changed> changed) {
        this.context = context;
        this.changed = changed;
        this.policy = new RosterPolicy(
                context.wall(),
                config.maxClockSkew().toMillis(),
                context.config().deadRetention().toMillis(),
                this::held,
                this::hasRoom);
        this.replica = new Replica(config, policy, context.random(), this::carryOut);
    }

    private boolean hasRoom() {
        return replica.size() < RosterPolicy.MAX_MEMBERS;
    }

    private @Nullable ReplicaEntry held(ReplicaEntry other) {
        return replica.get(other.key());
    }

    void handle(ReplicaInput input, long now) {
        replica.handle(input, now);
    }

    @Nullable
    ReplicaEntry held(NodeId node) {
        return replica.get(RosterCodec.key(node));
    }

    @Nullable
    MemberEntry member(NodeId node) {
        ReplicaEntry held = held(node);
        return held == null ? null : RosterCodec.decode(held);
    }

    /**
     * Takes in what this node says or concludes, if it wins over what is held. No policy is asked: a wall clock that was set back is no
     * reason not to believe oneself.
     */
    void conclude(MemberEntry member, long now) {
        replica.handle(new ReplicaInput.Put(RosterCodec.encode(member)), now);
    }

    /** Takes in an entry of another node, byte for byte, if it wins over what is held. */
    void merge(NodeId origin, ReplicaEntry entry, long now) {
        replica.handle(new ReplicaInput.Delta(origin, List.of(entry)), now);
    }

    /** The same, and tells all. */
    void write(MemberEntry member, long now) {
        conclude(member, now);
        context.broadcast(new RosterBroadcast.Delta(List.of(RosterCodec.encode(member))));
    }

    /** Goes back to an earlier entry, of which nobody else has heard the later. Without a word. */
    void restore(MemberEntry earlier, long now) {
        replica.discard(RosterCodec.key(earlier.node()), now);
        replica.install(List.of(RosterCodec.encode(earlier)));
    }

    void install(Collection<ReplicaEntry> entries) {
        replica.install(entries);
    }

    /** Why an entry of another node is not taken in. */
    Optional<Refusal> refusal(ReplicaEntry entry) {
        return policy.refusal(entry);
    }

    boolean isExpired(ReplicaEntry entry) {
        return policy.isExpired(entry);
    }

    long digest() {
        return replica.digest();
    }

    static NodeId nodeOf(ByteString key) {
        return NodeId.of(key.toString(StandardCharsets.UTF_8));
    }

    private void carryOut(ReplicaOutput output) {
        if (output instanceof ReplicaOutput.Changed change) {
            changed.accept(change);
        } else if (output instanceof ReplicaOutput.SendTo send) {
            context.outputs().accept(new RosterOutput.SendTo(send.to(), send.message()));
        } else if (output instanceof ReplicaOutput.Schedule schedule) {
            context.schedule(new RosterTimer.OfReplica(schedule.timer()), schedule.delayMillis());
        } else if (output instanceof ReplicaOutput.Cancel cancel) {
            context.cancel(new RosterTimer.OfReplica(cancel.timer()));
        } else if (output instanceof ReplicaOutput.Refused refused) {
            context.outputs()
                    .accept(new RosterOutput.Refused(refused.from(), "an entry of the roster", refused.refusal()));
        }
    }
}
