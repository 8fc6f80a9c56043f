package io.barrel.p2p.test.evidence;

import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.ServiceDown;
import io.barrel.p2p.event.ServiceRegistered;
import io.barrel.p2p.event.ServiceUnregistered;
import io.barrel.p2p.test.SimProtocols;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** What all nodes say of one, and of the services it offers: when, in milliseconds since it is watched, or how often. */
final class Witnesses implements SimProtocols.Listener {

    private final LongSupplier clock;
    private final NodeId subject;
    private final long since;
    private final List<Long> suspected = new ArrayList<>();
    private final List<Long> dead = new ArrayList<>();
    private int revived;
    private int servicesGone;
    private int servicesBack;
    private int withdrawals;

    /** Watches the node of that index from now on. */
    Witnesses(LongSupplier clock, int index) {
        this.clock = clock;
        this.subject = NodeId.of("n" + index + "@sim");
        this.since = clock.getAsLong();
    }

    @Override
    public void event(int index, P2pEvent event) {
        if (event instanceof MemberSuspected of && of.node().equals(subject)) {
            suspected.add(clock.getAsLong() - since);
        } else if (event instanceof MemberDown of && of.node().equals(subject)) {
            dead.add(clock.getAsLong() - since);
        } else if (event instanceof MemberUp of && of.node().equals(subject)) {
            revived++;
        } else if (event instanceof ServiceDown of && of.node().equals(subject)) {
            servicesGone++;
        } else if (event instanceof ServiceRegistered of && of.node().equals(subject)) {
            servicesBack++;
        } else if (event instanceof ServiceUnregistered of && of.node().equals(subject)) {
            withdrawals++;
        }
    }

    List<Long> suspected() {
        return suspected;
    }

    List<Long> dead() {
        return dead;
    }

    int revived() {
        return revived;
    }

    int servicesGone() {
        return servicesGone;
    }

    int servicesBack() {
        return servicesBack;
    }

    int withdrawals() {
        return withdrawals;
    }
}
