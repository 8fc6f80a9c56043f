package io.barrel.p2p.test;

import io.barrel.p2p.membership.HyParView;
import io.barrel.p2p.node.NodeMachine;
import io.barrel.p2p.node.NodeTimer;
import io.barrel.p2p.revocation.RevocationBook;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A simulated node: the machine of its present incarnation, its links as it sees them, its timers, what waits. */
final class SimNode {

    /** The name of the cluster. */
    static final String CLUSTER = "sim";

    private final int index;
    private final Peer peer;
    private final SplittableRandom random;
    private final SplittableRandom second;
    private final Map<NodeId, SimLink> links = new LinkedHashMap<>();
    private final Map<NodeTimer, Object> timers = new HashMap<>();
    private final Set<NodeId> dialling = new HashSet<>();
    private final SimInbox inbox = new SimInbox();
    private final Set<NodeId> contactsMet = new HashSet<>();
    private @Nullable HyParView machine;
    private @Nullable NodeMachine whole;
    private RevocationBook book;
    private int incarnation;
    private long stamp;

    SimNode(int index, Peer peer, SplittableRandom random) {
        this.index = index;
        this.peer = peer;
        this.random = random;
        this.second = new SplittableRandom(index);
        this.book = new RevocationBook(peer.node(), CLUSTER, Set.of());
    }

    int index() {
        return index;
    }

    Peer peer() {
        return peer;
    }

    NodeId id() {
        return peer.node();
    }

    SplittableRandom random() {
        return random;
    }

    /** Randomness of all but HyParView, so that its runs stay what they are without the rest. */
    SplittableRandom second() {
        return second;
    }

    /** The revocations it holds: on its disk, so that they outlive it. */
    RevocationBook book() {
        return book;
    }

    /** Whose revocations count on it; before it is started. */
    void revokers(Set<String> fingerprints) {
        book = new RevocationBook(id(), CLUSTER, fingerprints);
    }

    boolean isUp() {
        return machine != null;
    }

    boolean isUp(int expectedIncarnation) {
        return machine != null && incarnation == expectedIncarnation;
    }

    /** Whether it is up and not stopped, so that peers hear of it. */
    boolean answers() {
        return machine != null && !inbox.isPaused();
    }

    SimInbox inbox() {
        return inbox;
    }

    int incarnation() {
        return incarnation;
    }

    @Nullable
    HyParView machine() {
        return machine;
    }

    /** The machine of all its protocols; null if it is down, or simulated with HyParView alone. */
    @Nullable
    NodeMachine whole() {
        return whole;
    }

    /** The incarnation it tells others. */
    long stamp() {
        return stamp;
    }

    void boot(HyParView newMachine) {
        incarnation++;
        machine = newMachine;
    }

    void boot(NodeMachine newMachine, long newStamp) {
        boot(newMachine.membership());
        whole = newMachine;
        stamp = newStamp;
    }

    /** It goes on as a later incarnation. */
    void adopt(long newStamp) {
        stamp = newStamp;
    }

    /** The process is gone, and all it knew. */
    void die() {
        machine = null;
        whole = null;
        links.clear();
        timers.clear();
        dialling.clear();
        inbox.clear();
        contactsMet.clear();
    }

    boolean hasActive(NodeId node) {
        return machine != null && machine.isActive(node);
    }

    @Nullable
    SimLink link(NodeId to) {
        return links.get(to);
    }

    List<SimLink> links() {
        return List.copyOf(links.values());
    }

    /** Takes a link for the one to its other end; returns the one it replaces. */
    @Nullable
    SimLink attach(SimLink link) {
        return links.put(link.other(this).id(), link);
    }

    /** Whether it was still the link to its other end; it is not any more. */
    boolean detach(SimLink link) {
        return links.remove(link.other(this).id(), link);
    }

    void met(NodeId contact) {
        contactsMet.add(contact);
    }

    /** Whether a contact was reached before, or the machine knows it. */
    boolean hasMet(NodeId contact) {
        return contactsMet.contains(contact) || (machine != null && machine.knows(contact));
    }

    boolean beginDial(NodeId to) {
        return dialling.add(to);
    }

    void endDial(NodeId to) {
        dialling.remove(to);
    }

    void arm(NodeTimer timer, Object token) {
        timers.put(timer, token);
    }

    void disarm(NodeTimer timer) {
        timers.remove(timer);
    }

    /** Whether the timer is armed with this token; it is not any more. */
    boolean fires(NodeTimer timer, Object token) {
        return timers.remove(timer, token);
    }
}
