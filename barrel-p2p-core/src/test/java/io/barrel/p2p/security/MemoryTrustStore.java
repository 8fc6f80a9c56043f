package io.barrel.p2p.security;

import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A trust store without a disk. */
final class MemoryTrustStore implements TrustStore {

    private final Map<NodeId, Pin> pins = new LinkedHashMap<>();
    final List<NodeId> seen = new ArrayList<>();

    @Override
    public Optional<Pin> find(NodeId node) {
        return Optional.ofNullable(pins.get(node));
    }

    @Override
    public List<Pin> pins() {
        return List.copyOf(pins.values());
    }

    @Override
    public Pin pin(NodeId node, PublicKey publicKey, Pin.Source source) {
        Pin pin = new Pin(node, publicKey, Instant.ofEpochMilli(TestNode.NOW), null, source);
        pins.put(node, pin);
        return pin;
    }

    void apply(PinChange change) {
        Pin old = pins.get(change.node());
        if (old != null && old.publicKey().equals(change.publicKey())) {
            pins.put(change.node(), old.followedUpTo(change.followed()));
            return;
        }
        Pin pin = new Pin(
                change.node(),
                change.publicKey(),
                Instant.ofEpochMilli(TestNode.NOW),
                null,
                old == null ? Pin.Source.TOFU : Pin.Source.SUCCESSION,
                old == null ? List.of() : List.of(old.publicKey().fingerprint()),
                change.followed());
        pins.put(change.node(), pin);
    }

    @Override
    public boolean remove(NodeId node) {
        return pins.remove(node) != null;
    }

    @Override
    public void seen(NodeId node) {
        seen.add(node);
    }
}
