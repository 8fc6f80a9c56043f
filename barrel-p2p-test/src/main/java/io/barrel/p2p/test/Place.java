package io.barrel.p2p.test;

import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.engine.NodeRuntime;
import io.barrel.p2p.wire.PeerAddress;

/** Where a node of a test cluster runs, whatever becomes of the node. */
interface Place {

    /** Where others dial it. */
    PeerAddress address();

    /** What the node runs on. */
    NodeRuntime runtime();

    /** Tells the node where it is. */
    void configure(BarrelP2pConfig.Builder node);

    /** Stops the node's threads where they are. */
    void pause();

    /** Lets them go on. */
    void resume();

    /** From now on the node is dead: it neither sends nor hears, and its stop is silent. */
    void crash();

    /** Makes ready for a node that starts. */
    void revive();
}
