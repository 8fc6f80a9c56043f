package io.barrel.p2p;

import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.membership.HyParViewConfig.Optimize;
import io.barrel.p2p.membership.Views;
import io.barrel.p2p.wire.NodeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A node on loopback with a name, a data directory and everything it was told. */
public final class LocalNode implements AutoCloseable {

    /** The defaults with periods short enough for a test. */
    static final HyParViewConfig QUICK = new HyParViewConfig(
            5,
            30,
            6,
            3,
            8,
            Duration.ofSeconds(1),
            5,
            Duration.ofMillis(100),
            Duration.ofMinutes(5),
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            Optimize.NONE);

    /** {@link #QUICK} with an active view of that size. */
    static HyParViewConfig withActive(int size) {
        return new HyParViewConfig(
                size,
                QUICK.passiveSize(),
                QUICK.arwl(),
                QUICK.prwl(),
                QUICK.shuffleLength(),
                QUICK.shufflePeriod(),
                QUICK.maxFailCount(),
                QUICK.baseBackoff(),
                QUICK.passiveMaxAge(),
                QUICK.pendingTimeout(),
                Duration.ofSeconds(2),
                QUICK.healPeriod(),
                QUICK.optimize());
    }

    public final NodeId name;
    public final BarrelP2p p2p;
    final List<P2pEvent> events = new CopyOnWriteArrayList<>();

    public LocalNode(Path base, String name, UnaryOperator<BarrelP2pConfig.Builder> adjust) {
        this.name = NodeId.of(name + "@test");
        BarrelP2pConfig.Builder builder = BarrelP2pConfig.builder()
                .nodeName(this.name)
                .bindAddress("127.0.0.1")
                .dataDir(base.resolve(name))
                .membership(QUICK);
        this.p2p = BarrelP2p.create(adjust.apply(builder).build());
        p2p.subscribe(events::add);
    }

    public LocalNode start() {
        p2p.start();
        return this;
    }

    /** How others dial it; only while it runs. */
    public String contact() {
        return p2p.node().orElseThrow().self().address().toString();
    }

    Views views() {
        return p2p.membership().views();
    }

    public Set<NodeId> activePeers() {
        return views().active().stream().map(active -> active.peer().node()).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void close() {
        p2p.close();
    }
}
