package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import io.barrel.p2p.clock.HybridClock;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A map that every node may write and every node holds: of two writes of one key the later one stays, told by the writers'
 * {@linkplain HybridClock hybrid clocks}, and by their names if the stamps are equal. An entry of another node whose stamp is more
 * than {@link ReplicaConfig#maxClockSkew} ahead is refused before it can move the clock here.
 *
 * <p>A removed key is remembered for {@link ReplicaConfig#tombstoneRetention}, longer on demand ({@link #keepTombstones}), so
 * that a node that missed the removal does not bring the key back.
 *
 * <p>On the loop, as {@link Replica}.
 */
public final class LwwMap {

    private final NodeId self;
    private final HybridClock clock;
    private final LwwPolicy policy;
    private final Replica replica;

    /**
     * An empty map.
     *
     * @param config of the replica below it
     * @param self who writes here
     * @param clock what writes are stamped with; its bound on skew is the one that counts
     * @param random as for {@link Replica}
     * @param outputs as for {@link Replica}
     */
    public LwwMap(
            ReplicaConfig config,
            NodeId self,
            HybridClock clock,
            RandomGenerator random,
            Consumer<ReplicaOutput> outputs) {
        this.self = self;
        this.clock = clock;
        this.policy = new LwwPolicy(clock, config.tombstoneRetention());
        this.replica = new Replica(config, policy, random, outputs);
    }

    /** As {@link Replica#handle}. */
    public void handle(ReplicaInput input, long now) {
        replica.handle(input, now);
    }

    /**
     * Takes back what this node kept from an earlier run, without a word. The clock goes on from there, however far the wall clock has
     * stepped back since; an entry without a readable dot is left out.
     */
    public void install(Collection<ReplicaEntry> kept) {
        List<ReplicaEntry> readable = new ArrayList<>(kept.size());
        for (ReplicaEntry entry : kept) {
            try {
                clock.advanceTo(Dot.of(entry.version()).stamp());
                readable.add(entry);
            } catch (MalformedInputException e) {
                // Nothing could be compared with it.
            }
        }
        replica.install(readable);
    }

    /**
     * Sets the value of a key, here at once and elsewhere by broadcast.
     *
     * @param key 1 to {@link ReplicaEntry#MAX_KEY} bytes
     * @param value at most {@link ReplicaEntry#MAX_VALUE} bytes
     * @param now monotonic time in milliseconds
     * @throws MalformedInputException if key or value exceeds its bounds
     * @throws ReplicaFullException if the key is new and there is no room
     */
    public void put(ByteString key, ByteString value, long now) {
        if (key.isEmpty() || key.size() > ReplicaEntry.MAX_KEY) {
            throw new MalformedInputException(
                    "a key has 1 to " + ReplicaEntry.MAX_KEY + " bytes, this one " + key.size());
        }
        if (value.size() > ReplicaEntry.MAX_VALUE) {
            throw new MalformedInputException(
                    "a value has at most " + ReplicaEntry.MAX_VALUE + " bytes, this one " + value.size());
        }
        if (!replica.hasRoomFor(key)) {
            throw new ReplicaFullException(replica.size());
        }
        write(key, value, now);
    }

    /**
     * Removes a key, here at once and elsewhere by broadcast. A write of another node that has not arrived here is not removed.
     *
     * @param now monotonic time in milliseconds
     * @return whether it had a value
     */
    public boolean remove(ByteString key, long now) {
        if (get(key) == null) {
            return false;
        }
        write(key, null, now);
        return true;
    }

    private void write(ByteString key, @Nullable ByteString value, long now) {
        ByteString version = new Dot(clock.now(), self).toVersion();
        replica.handle(new ReplicaInput.Put(new ReplicaEntry(key, version, value)), now);
    }

    /** The value of a key; null if it has none. */
    public @Nullable ByteString get(ByteString key) {
        ReplicaEntry entry = replica.get(key);
        return entry == null ? null : entry.value();
    }

    /** Visits every key that has a value, in no meaningful order. The visitor must not change the map. */
    public void forEach(BiConsumer<ByteString, ByteString> visitor) {
        replica.forEach(entry -> {
            ByteString value = entry.value();
            if (value != null) {
                visitor.accept(entry.key(), value);
            }
        });
    }

    /**
     * Whether removed keys are remembered beyond their retention, at most 24 hours (or the retention, if that is longer): because a
     * member is away that may come back with what was removed.
     */
    public void keepTombstones(boolean keep) {
        policy.keepTombstones(keep);
    }

    /** The replica below, for what it counts and its digest. */
    public Replica replica() {
        return replica;
    }
}
