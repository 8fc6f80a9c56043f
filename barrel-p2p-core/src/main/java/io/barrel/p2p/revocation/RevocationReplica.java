package io.barrel.p2p.revocation;

import com.google.protobuf.ByteString;
import io.barrel.p2p.event.NodeRevoked;
import io.barrel.p2p.replica.Replica;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaInput;
import io.barrel.p2p.replica.ReplicaOutput;
import io.barrel.p2p.wire.NodeId;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Spreads revocations (docs/protocol.md, Revocation): a replica that only grows, of those that count on this node. What comes in is in
 * the node's book before anybody is told of it.
 *
 * <p>It has no thread, no clock and no socket. Not safe for use by several threads, and not re-entrant: the consumer must not call
 * {@link #handle}.
 */
public final class RevocationReplica {

    private final RevocationBook book;
    private final Consumer<RevocationOutput> outputs;
    private final Replica replica;
    private final CheckBudget budget = new CheckBudget();
    private @Nullable NodeId sender;
    private boolean issuing;
    private long now;

    /**
     * A replica of what the book holds.
     *
     * @param book takes what comes
     * @param config parameters of anti-entropy
     * @param random the only source of randomness
     * @param outputs takes what is to be done, in order, within {@link #handle}
     */
    public RevocationReplica(
            RevocationBook book, ReplicaConfig config, RandomGenerator random, Consumer<RevocationOutput> outputs) {
        this.book = book;
        this.outputs = outputs;
        this.replica =
                new Replica(config, new RevocationPolicy(book, this::held, this::mayCheck), random, this::carryOut);
        this.replica.install(book.entries());
    }

    private @Nullable ReplicaEntry held(ByteString key) {
        return replica.get(key);
    }

    private boolean mayCheck() {
        return budget.take(sender, now);
    }

    /** Equal on nodes that hold the same. */
    public long digest() {
        return replica.digest();
    }

    /** How many revocations it holds. */
    public int size() {
        return replica.size();
    }

    /**
     * Something happened.
     *
     * @param input what
     * @param when when, in milliseconds of a clock that never goes back
     */
    public void handle(RevocationInput input, long when) {
        now = when;
        sender = null;
        if (input instanceof RevocationInput.Delivered delivered) {
            replica.handle(new ReplicaInput.Delta(delivered.origin(), delivered.entries()), now);
        } else if (input instanceof RevocationInput.Received received) {
            sender = received.from();
            replica.handle(new ReplicaInput.Received(received.from(), received.message()), now);
        } else if (input instanceof RevocationInput.TimerFired fired) {
            replica.handle(new ReplicaInput.TimerFired(fired.timer()), now);
        } else if (input instanceof RevocationInput.NeighborUp up) {
            replica.handle(new ReplicaInput.NeighborUp(up.peer()), now);
        } else if (input instanceof RevocationInput.NeighborDown down) {
            replica.handle(new ReplicaInput.NeighborDown(down.peer()), now);
        } else if (input instanceof RevocationInput.Issue issue) {
            issue(issue.revocation().signed());
        }
    }

    private void issue(SignedRevocation revocation) {
        issuing = true;
        try {
            replica.handle(new ReplicaInput.Put(RevocationCodec.encode(revocation)), now);
        } finally {
            issuing = false;
        }
    }

    private void carryOut(ReplicaOutput output) {
        if (output instanceof ReplicaOutput.Changed changed && changed.after() != null) {
            taken(changed.after());
        } else if (output instanceof ReplicaOutput.Broadcast broadcast) {
            outputs.accept(new RevocationOutput.Broadcast(broadcast.entries()));
        } else if (output instanceof ReplicaOutput.SendTo send) {
            outputs.accept(new RevocationOutput.SendTo(send.to(), send.message()));
        } else if (output instanceof ReplicaOutput.Schedule schedule) {
            outputs.accept(new RevocationOutput.Schedule(schedule.timer(), schedule.delayMillis()));
        } else if (output instanceof ReplicaOutput.Cancel cancel) {
            outputs.accept(new RevocationOutput.Cancel(cancel.timer()));
        } else if (output instanceof ReplicaOutput.Refused refused) {
            outputs.accept(new RevocationOutput.Refused(refused.from(), "a revocation", refused.refusal()));
        }
    }

    private void taken(ReplicaEntry entry) {
        SignedRevocation revocation = RevocationCodec.decode(entry);
        if (book.take(revocation, issuing)) {
            outputs.accept(new RevocationOutput.InForce(
                    new NodeRevoked(revocation.node(), revocation.issuer(), revocation.reason())));
        }
    }
}
