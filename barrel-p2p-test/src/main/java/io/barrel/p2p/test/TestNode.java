package io.barrel.p2p.test;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.wire.NodeId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A node of a {@link TestCluster}: a real {@link BarrelP2p} and what the cluster knows about it. */
public final class TestNode {

    private final NodeId name;
    private final BarrelP2p p2p;
    private final Place place;
    private final EventLog log;
    private State state = State.STOPPED;

    /** What a node does. */
    public enum State {
        /** It runs. */
        RUNNING,
        /** It runs, and its threads stand still. */
        PAUSED,
        /** It was stopped in order, or not started yet. */
        STOPPED,
        /** It ended without a word. */
        CRASHED
    }

    TestNode(NodeId name, BarrelP2p p2p, Place place, EventLog log) {
        this.name = name;
        this.p2p = p2p;
        this.place = place;
        this.log = log;
        p2p.subscribe(event -> log.add(name, event));
    }

    /** Its name. */
    public NodeId name() {
        return name;
    }

    /** The node itself. The same object over restarts. */
    public BarrelP2p p2p() {
        return p2p;
    }

    /** What it does now. */
    public State state() {
        return state;
    }

    /** Its address as {@code contact-nodes} takes it. */
    public String contact() {
        return place.address().toString();
    }

    /** The peers in its active view now, by name. */
    public Set<NodeId> activePeers() {
        Set<NodeId> peers = new TreeSet<>();
        p2p.membership()
                .views()
                .active()
                .forEach(active -> peers.add(active.peer().node()));
        return peers;
    }

    /** Its events so far, over all its lives. */
    public List<P2pEvent> events() {
        return log.of(name);
    }

    Place place() {
        return place;
    }

    void state(State next) {
        state = next;
    }

    boolean runs() {
        return state == State.RUNNING || state == State.PAUSED;
    }

    @Override
    public String toString() {
        return name + " (" + state + ", active " + activePeers() + ")";
    }
}
