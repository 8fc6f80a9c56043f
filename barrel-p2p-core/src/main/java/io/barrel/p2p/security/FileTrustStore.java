package io.barrel.p2p.security;

import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Pins in a directory, a raw key of 32 bytes per node, so that an operator can review and copy them. A
 * {@code <node>.pub} that an operator copies there counts from the next {@link #open} on, and one that is deleted there is
 * no longer a pin then. A damaged file stops the start: it must never make a known peer a stranger whom trust on first use
 * would welcome. Whoever opens it must hold the lock of the data directory.
 */
public final class FileTrustStore implements TrustStore {

    private static final Comparator<Pin> NEWEST_FIRST =
            Comparator.comparing(Pin::addedAt).reversed().thenComparing(Pin::node);

    private final PinDirectory directory;
    private final int maxPins;
    private final Clock clock;
    private final Map<NodeId, Pin> pins;

    private FileTrustStore(PinDirectory directory, int maxPins, Clock clock) {
        this.directory = directory;
        this.maxPins = maxPins;
        this.clock = clock;
        this.pins = new ConcurrentHashMap<>(directory.load(clock.instant()));
    }

    /**
     * Reads the pins, making the directory if need be.
     *
     * @param maxPins the most pins it takes
     * @throws NodeStartException if a file is damaged, unclear, or cannot be read or written
     * @throws InvalidConfigurationException if there are more pins than {@code maxPins}
     */
    public static FileTrustStore open(Path trustedDir, int maxPins, Clock clock) {
        return open(trustedDir, maxPins, clock, new SecureFiles());
    }

    static FileTrustStore open(Path trustedDir, int maxPins, Clock clock, SecureFiles files) {
        int roomForPins = Math.max(maxPins, AuthConfig.DEFAULT.maxPins()); // a bound that was lowered says so itself
        PinDirectory directory = new PinDirectory(files, trustedDir, TrustIndex.maxBytes(roomForPins));
        FileTrustStore store = new FileTrustStore(directory, maxPins, clock);
        if (store.size() > maxPins) {
            throw new InvalidConfigurationException(
                    "auth.max-pins",
                    maxPins,
                    "is less than the " + store.size() + " pins in " + trustedDir
                            + ": raise it, or delete files there");
        }
        return store;
    }

    @Override
    public Optional<Pin> find(NodeId node) {
        return Optional.ofNullable(pins.get(node));
    }

    @Override
    public List<Pin> pins() {
        return pins.values().stream().sorted(NEWEST_FIRST).toList();
    }

    /** How many pins there are. Any thread, never blocks. */
    public int size() {
        return pins.size();
    }

    @Override
    public synchronized Pin pin(NodeId node, PublicKey publicKey, Pin.Source source) {
        Pin old = pins.get(node);
        if (old == null && pins.size() >= maxPins) {
            throw new TrustStoreFullException(maxPins);
        }
        Instant now = clock.instant();
        boolean sameKey = old != null && old.publicKey().equals(publicKey);
        return put(new Pin(
                node,
                publicKey,
                now,
                sameKey ? lastSeen(old) : null,
                source,
                predecessors(old, List.of(), publicKey),
                // Who pins a key by hand wants that one, and none that is said to have followed it before.
                source == Pin.Source.OPERATOR ? now : null));
    }

    private Pin put(Pin pin) {
        NodeId node = pin.node();
        try {
            directory.put(pin, pins.values());
        } catch (IOException e) {
            throw new UncheckedIOException("The pin of " + node + " could not be written: " + e.getMessage(), e);
        }
        pins.put(node, pin);
        return pin;
    }

    /** The keys pinned for the node before, with those in between. */
    private static List<String> predecessors(@Nullable Pin old, List<String> between, PublicKey key) {
        Set<String> keys = new LinkedHashSet<>(old == null ? List.of() : old.predecessors());
        if (old != null) {
            keys.add(old.publicKey().fingerprint());
        }
        keys.addAll(between);
        keys.remove(key.fingerprint());
        List<String> all = List.copyOf(keys);
        return all.subList(Math.max(0, all.size() - Pin.MAX_PREDECESSORS), all.size());
    }

    private static @Nullable Instant lastSeen(@Nullable Pin pin) {
        return pin == null ? null : pin.lastSeen();
    }

    /**
     * Does what a handshake found right, unless the node's pin has changed since: so two peers that claim one name at once
     * cannot both be believed, and no operator's pin is replaced. Durable on return.
     *
     * @return whether the key is the pinned one now
     * @throws TrustStoreFullException if the store holds its maximum
     * @throws UncheckedIOException if the pin could not be written; the store is as it was before
     */
    public synchronized boolean apply(PinChange change) {
        Pin old = pins.get(change.node());
        if (!Objects.equals(change.replaces(), old == null ? null : old.publicKey())) {
            return old != null && old.publicKey().equals(change.publicKey());
        }
        if (old == null && pins.size() >= maxPins) {
            throw new TrustStoreFullException(maxPins);
        }
        if (old != null && old.publicKey().equals(change.publicKey())) {
            put(old.followedUpTo(change.followed()));
            return true;
        }
        put(new Pin(
                change.node(),
                change.publicKey(),
                clock.instant(),
                null,
                old == null ? Pin.Source.TOFU : Pin.Source.SUCCESSION,
                predecessors(old, change.predecessors(), change.publicKey()),
                change.followed()));
        return true;
    }

    @Override
    public synchronized boolean remove(NodeId node) {
        if (!pins.containsKey(node)) {
            return false;
        }
        try {
            directory.remove(node, pins.values());
        } catch (IOException e) {
            throw new UncheckedIOException("The pin of " + node + " could not be removed: " + e.getMessage(), e);
        }
        pins.remove(node);
        return true;
    }

    @Override
    public void seen(NodeId node) {
        pins.computeIfPresent(node, (name, pin) -> pin.seenAt(clock.instant()));
    }
}
