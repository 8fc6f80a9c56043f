package io.barrel.p2p.spring.unscanned;

import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.spring.boot.listener.P2pListener;

/** Not in a package that applications of the tests scan: Spring cannot read it either, and would refuse them all. */
public class TwoTopics {

    @P2pListener(value = "a", topic = "b")
    void on(Broadcast broadcast) {}
}
