package io.barrel.p2p.revocation;

import com.google.protobuf.ByteString;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.revocation.Revocation.Effect;
import io.barrel.p2p.security.NodeIdentity;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.security.Revoked;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The revocations a node holds, and whom they bar there: those it issued itself and those of its revokers, unless an operator lifted
 * them. It never bars the node itself. No I/O; safe for use by any thread, and whether somebody is barred is read without a lock.
 */
public final class RevocationBook implements Revoked {

    private static final Comparator<Revocation> NEWEST_FIRST = Comparator.comparing(Revocation::issuedAt)
            .reversed()
            .thenComparing(Revocation::node)
            .thenComparing(Revocation::issuerKey);

    private final NodeId self;
    private final String cluster;
    private final Set<String> revokers;
    private final Map<ByteString, HeldRevocation> held = new LinkedHashMap<>();
    private long changes;
    private volatile Bars bars = new Bars(Set.of(), Set.of(), 0);

    /** Who is barred, and by how many revocations. */
    private record Bars(Set<NodeId> nodes, Set<String> keys, int inForce) {}

    /**
     * A book without revocations.
     *
     * @param self this node
     * @param cluster the name of the cluster, for which revocations are signed
     * @param revokers fingerprints of the keys whose revocations count here, beside those issued here
     */
    public RevocationBook(NodeId self, String cluster, Collection<String> revokers) {
        this.self = self;
        this.cluster = cluster;
        this.revokers = Set.copyOf(revokers);
    }

    @Override
    public boolean node(NodeId node) {
        return bars.nodes().contains(node);
    }

    @Override
    public boolean key(PublicKey key) {
        Set<String> keys = bars.keys();
        return !keys.isEmpty() && keys.contains(key.fingerprint());
    }

    /** How many revocations are in force here. */
    public int inForce() {
        return bars.inForce();
    }

    /** All of them, newest first. */
    public List<Revocation> all() {
        List<Revocation> all = new ArrayList<>();
        held().forEach(of -> all.add(shown(of)));
        all.sort(NEWEST_FIRST);
        return all;
    }

    String cluster() {
        return cluster;
    }

    synchronized int size() {
        return held.size();
    }

    /** How often it has changed since it was restored: two equal numbers stand for one content. */
    public synchronized long changes() {
        return changes;
    }

    synchronized List<HeldRevocation> held() {
        return List.copyOf(held.values());
    }

    /** What was held before this node stopped. */
    synchronized void restore(Collection<HeldRevocation> stored) {
        stored.forEach(of -> held.put(
                RevocationCodec.key(of.signed().issuerKey(), of.signed().node()), of));
        bars = bars();
    }

    /** Entries of the revocations that count here: what the replica begins with. */
    synchronized List<ReplicaEntry> entries() {
        return held.values().stream()
                .filter(this::isHonoured)
                .map(of -> RevocationCodec.encode(of.signed()))
                .toList();
    }

    /** Whether entries of that key count here: its issuer is a revoker, or this node issued one itself. */
    boolean honours(ByteString key) {
        if (revokers.contains(RevocationCodec.issuerKey(key).fingerprint())) {
            return true;
        }
        synchronized (this) {
            HeldRevocation of = held.get(key);
            return of != null && of.local();
        }
    }

    private boolean isHonoured(HeldRevocation of) {
        return of.local() || revokers.contains(of.signed().issuerKey().fingerprint());
    }

    /**
     * Signs a revocation, which does not count before it is taken.
     *
     * @param identity signs it
     * @param keys fingerprints to be barred; those that this node's former revocation of the node bars are barred again
     * @param wallMillis milliseconds since 1970
     * @throws IllegalArgumentException if the node is this one
     * @throws MalformedInputException if the reason exceeds its bounds
     * @throws IllegalStateException if there are too many revocations
     */
    public SealedRevocation issue(
            NodeIdentity identity, NodeId node, Collection<String> keys, String reason, long wallMillis) {
        if (node.equals(self)) {
            throw new IllegalArgumentException(node + " is this node, and a node does not revoke itself");
        }
        SignedRevocation.requireReason(reason);
        HeldRevocation former;
        synchronized (this) {
            former = held.get(RevocationCodec.key(identity.publicKey(), node));
            if (former == null && held.size() >= Revocations.MAX_REVOCATIONS) {
                throw new IllegalStateException(
                        "This node holds " + Revocations.MAX_REVOCATIONS + " revocations already");
            }
        }
        Set<String> barred = new TreeSet<>();
        keys.stream().limit(SignedRevocation.MAX_KEYS).forEach(barred::add);
        if (former != null) {
            for (String key : former.signed().keys()) {
                if (barred.size() < SignedRevocation.MAX_KEYS) {
                    barred.add(key);
                }
            }
        }
        long issuedAt = former == null
                ? wallMillis
                : Math.max(wallMillis, former.signed().issuedAt() + 1);
        return new SealedRevocation(
                SignedRevocation.sign(identity, cluster, self, node, List.copyOf(barred), reason, issuedAt));
    }

    /**
     * Takes a revocation whose signature is right, in place of an earlier one by the same key of the same node.
     *
     * @param local whether this node issued it
     * @return whether it counts here
     */
    synchronized boolean take(SignedRevocation signed, boolean local) {
        ByteString key = RevocationCodec.key(signed.issuerKey(), signed.node());
        HeldRevocation before = held.get(key);
        HeldRevocation after = new HeldRevocation(signed, local || (before != null && before.local()), null);
        held.put(key, after);
        changes++;
        bars = bars();
        return isHonoured(after);
    }

    /**
     * An operator pinned a key for a node: what is held now bars that name and that key no more. A later revocation does.
     *
     * @param fingerprint of the key
     * @return whether that changed anything
     */
    public synchronized boolean lift(NodeId node, String fingerprint) {
        boolean changed = false;
        for (Map.Entry<ByteString, HeldRevocation> entry : held.entrySet()) {
            HeldRevocation of = entry.getValue();
            if (of.signed().node().equals(node) && !fingerprint.equals(of.liftedFor())) {
                entry.setValue(of.lifted(fingerprint));
                changed = true;
            }
        }
        if (changed) {
            changes++;
            bars = bars();
        }
        return changed;
    }

    private Bars bars() {
        Set<NodeId> nodes = new HashSet<>();
        Set<String> keys = new HashSet<>();
        int inForce = 0;
        for (HeldRevocation of : held.values()) {
            if (!isHonoured(of)) {
                continue;
            }
            if (of.barsName()) {
                inForce++;
                if (!of.signed().node().equals(self)) {
                    nodes.add(of.signed().node());
                }
            }
            of.signed().keys().stream().filter(of::barsKey).forEach(keys::add);
        }
        return new Bars(Set.copyOf(nodes), Set.copyOf(keys), inForce);
    }

    /** The revocation of that issuer and node that is held. */
    synchronized Optional<Revocation> find(PublicKey issuerKey, NodeId node) {
        return Optional.ofNullable(held.get(RevocationCodec.key(issuerKey, node)))
                .map(this::shown);
    }

    private Revocation shown(HeldRevocation of) {
        SignedRevocation signed = of.signed();
        return new Revocation(
                signed.node(),
                signed.keys(),
                signed.reason(),
                Instant.ofEpochMilli(signed.issuedAt()),
                signed.issuer(),
                signed.issuerKey().fingerprint(),
                effect(of));
    }

    private Effect effect(HeldRevocation of) {
        if (!isHonoured(of)) {
            return Effect.NOT_HONOURED;
        }
        return of.barsName() ? Effect.IN_FORCE : Effect.LIFTED;
    }
}
