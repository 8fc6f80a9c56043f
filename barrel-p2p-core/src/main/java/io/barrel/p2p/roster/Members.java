package io.barrel.p2p.roster;

import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of each member, which is what the replica holds, but for two beliefs that are this node's alone: that an open
 * suspicion is unfounded, and that a member is gone while nobody at all can be reached. Tells of changes by events.
 */
final class Members {

    /** Among many members one that is alive is found at once; among few, later will do. */
    private static final int ATTEMPTS = 16;

    private final NodeId self;
    private final RosterView view;
    private final Consumer<RosterOutput> outputs;
    private final Map<NodeId, ReplicaEntry> beliefs = new LinkedHashMap<>();
    private final Roll roll = new Roll();

    private boolean keepTombstones;

    Members(NodeId self, RosterView view, Consumer<RosterOutput> outputs) {
        this.self = self;
        this.view = view;
        this.outputs = outputs;
    }

    /** Shows a member otherwise than the replica has it, until {@link #believeReplica}. */
    void believe(MemberEntry belief) {
        ReplicaEntry entry = RosterCodec.encode(belief);
        beliefs.put(belief.node(), entry);
        show(belief.node(), entry);
    }

    /** Believes what the replica holds. */
    void believeReplica(NodeId node, @Nullable ReplicaEntry held) {
        if (beliefs.remove(node) != null) {
            show(node, held);
        }
    }

    /** A member is accused anew: that an earlier suspicion was unfounded says nothing any more. */
    void accusedAnew(MemberEntry accusation) {
        if (isBelieved(accusation.node(), MemberStatus.ALIVE)) {
            believe(accusation);
            beliefs.remove(accusation.node());
        }
    }

    /** Whether what the replica holds by now answers what is believed. */
    boolean isOutlivedBy(MemberEntry held) {
        MemberEntry belief = belief(held.node());
        return belief != null
                && (belief.incarnation() != held.incarnation()
                        || belief.refutation() != held.refutation()
                        || held.status() == MemberStatus.DEAD
                        || held.status() == MemberStatus.LEFT);
    }

    /** What is believed of a member against the replica. */
    @Nullable
    MemberEntry belief(NodeId node) {
        ReplicaEntry belief = beliefs.get(node);
        return belief == null ? null : RosterCodec.decode(belief);
    }

    private boolean isBelieved(NodeId node, MemberStatus status) {
        ReplicaEntry belief = beliefs.get(node);
        return belief != null && RosterCodec.status(belief) == status;
    }

    /** Takes in a member without a word. */
    void install(NodeId node, ReplicaEntry entry) {
        roll.add(node);
        view.show(node, entry);
    }

    /** Members that are believed gone against the replica. */
    List<NodeId> presumedGone() {
        return beliefs.keySet().stream()
                .filter(node -> !isBelieved(node, MemberStatus.ALIVE))
                .toList();
    }

    /** One of those alive that is not excluded, at random; null if none was found in a few attempts. */
    @Nullable
    NodeId anyAlive(RandomGenerator random, Predicate<NodeId> excluded) {
        for (int attempt = 0; attempt < ATTEMPTS && !roll.isEmpty(); attempt++) {
            NodeId node = roll.any(random);
            if (shown(node) == MemberStatus.ALIVE && !node.equals(self) && !excluded.test(node)) {
                return node;
            }
        }
        return null;
    }

    @Nullable
    MemberStatus shown(NodeId node) {
        ReplicaEntry shown = view.get(node);
        return shown == null ? null : RosterCodec.status(shown);
    }

    /** Shows a member as the replica has it by now, or as it is believed to be, and tells of what changed. */
    void show(NodeId node, @Nullable ReplicaEntry held) {
        ReplicaEntry before = view.get(node);
        if (held == null) {
            beliefs.remove(node);
            if (before != null) {
                roll.remove(node);
            }
            view.show(node, null);
            if (before != null && RosterCodec.status(before) == MemberStatus.DEAD) {
                outputs.accept(new RosterOutput.Forget(node));
            }
        } else {
            if (before == null) {
                roll.add(node);
            }
            ReplicaEntry entry = beliefs.getOrDefault(node, held);
            view.show(node, entry);
            if (!node.equals(self)) {
                tell(before, RosterCodec.decode(entry));
            }
        }
        keepTombstones();
    }

    private void tell(@Nullable ReplicaEntry before, MemberEntry now) {
        MemberStatus was = before == null ? null : RosterCodec.status(before);
        boolean wasThere = was == MemberStatus.ALIVE || was == MemberStatus.SUSPECT;
        MemberStatus status = now.status();
        NodeId node = now.node();
        switch (status) {
            case ALIVE -> {
                boolean again = before != null && RosterCodec.decode(before).incarnation() < now.incarnation();
                if (was != MemberStatus.ALIVE || again) {
                    emit(new MemberUp(node, now.incarnation()));
                }
            }
            case SUSPECT -> {
                if (!wasThere) {
                    // That it had returned is news too.
                    emit(new MemberUp(node, now.incarnation()));
                }
                if (was != MemberStatus.SUSPECT) {
                    emit(new MemberSuspected(node, now.incarnation(), now.requireAccuser(), now.requireReason()));
                }
            }
            case DEAD -> {
                if (wasThere) {
                    emit(new MemberDown(node, now.incarnation(), false, now.accuser(), now.reason()));
                }
            }
            case LEFT -> {
                if (wasThere) {
                    emit(new MemberDown(node, now.incarnation(), true, null, null));
                }
            }
        }
        if (status == MemberStatus.DEAD && was != MemberStatus.DEAD) {
            outputs.accept(new RosterOutput.Remember(new Peer(node, now.address())));
        } else if (status != MemberStatus.DEAD && was == MemberStatus.DEAD) {
            outputs.accept(new RosterOutput.Forget(node));
        }
    }

    private void emit(P2pEvent event) {
        outputs.accept(new RosterOutput.Emit(event));
    }

    private void keepTombstones() {
        boolean keep = view.count(MemberStatus.SUSPECT) + view.count(MemberStatus.DEAD) > 0;
        if (keep != keepTombstones) {
            keepTombstones = keep;
            outputs.accept(new RosterOutput.KeepTombstones(keep));
        }
    }
}
