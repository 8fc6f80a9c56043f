package io.barrel.p2p.test.memory;

import io.barrel.p2p.wire.PeerAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Carries packets between hosts, late by a random latency, if they are not lost and no line is cut. All randomness is that of
 * its seed.
 */
public final class MemoryNetwork {

    private static final long MIN_LATENCY = 1;
    private static final long MAX_LATENCY = 5;

    private final VirtualTime time = new VirtualTime();
    private final SplittableRandom random;
    private final Map<PeerAddress, MemoryTransport> bound = new HashMap<>();
    private final Set<Line> cuts = new HashSet<>();
    private double loss;
    private long minLatency = MIN_LATENCY;
    private long maxLatency = MAX_LATENCY;

    /** One direction between two hosts. */
    private record Line(PeerAddress from, PeerAddress to) {}

    /** An empty network whose latencies, losses and keys are those of that seed. */
    public MemoryNetwork(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The time of everything on this network. */
    public VirtualTime time() {
        return time;
    }

    /** A host with that address. */
    public MemoryHost host(PeerAddress address) {
        return new MemoryHost(this, address, random.split());
    }

    /** Sets the share of packets that is lost, 0 to 1. */
    public void loss(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("loss must be between 0 and 1: " + share);
        }
        loss = share;
    }

    /** Sets how long a packet takes: a random time between these, in milliseconds. */
    public void latency(long minMillis, long maxMillis) {
        if (minMillis < 0 || maxMillis < minMillis) {
            throw new IllegalArgumentException("not a range of latencies: " + minMillis + " to " + maxMillis + " ms");
        }
        minLatency = minMillis;
        maxLatency = maxMillis;
    }

    /** From now on nothing gets from one host to another. */
    public void cut(MemoryHost from, MemoryHost to) {
        cuts.add(new Line(from.address(), to.address()));
    }

    /** Mends every cut and ends the loss. */
    public void heal() {
        cuts.clear();
        loss = 0;
    }

    void bind(PeerAddress address, MemoryTransport transport) {
        if (bound.putIfAbsent(address, transport) != null) {
            throw new IllegalStateException(address + " is in use");
        }
    }

    void unbind(PeerAddress address, MemoryTransport transport) {
        bound.remove(address, transport);
    }

    /** Whatever is bound there is bound no longer. */
    void unbind(PeerAddress address) {
        bound.remove(address);
    }

    @Nullable
    MemoryTransport at(PeerAddress address) {
        return bound.get(address);
    }

    /** Sends a packet: a task for the loop of the transport it is for, if that is the one bound there when it arrives. */
    void send(MemoryTransport from, MemoryTransport to, Runnable packet) {
        boolean passes = !cuts.contains(new Line(from.boundAddress(), to.boundAddress()));
        // The dice are thrown in any case, so that a cut changes nothing elsewhere.
        boolean lost = random.nextDouble() < loss;
        long latency = minLatency + random.nextLong(maxLatency - minLatency + 1);
        if (passes && !lost) {
            time.after(latency, () -> arrive(to, packet));
        }
    }

    private void arrive(MemoryTransport to, Runnable packet) {
        if (bound.get(to.boundAddress()) == to) {
            to.memoryLoop().arrive(packet);
        }
    }
}
