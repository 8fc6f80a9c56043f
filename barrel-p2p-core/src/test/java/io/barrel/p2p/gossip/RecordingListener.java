package io.barrel.p2p.gossip;

import java.util.ArrayList;
import java.util.List;

/** What a listener was told, in order. */
final class RecordingListener implements GossipListener {

    final List<String> told = new ArrayList<>();

    @Override
    public void onBroadcast(Broadcast broadcast) {
        told.add(GossipMachine.text(broadcast.payload()));
    }

    @Override
    public void onLagged(Lagged lagged) {
        told.add(lagged.topic() + " lost " + lagged.missed());
    }
}
