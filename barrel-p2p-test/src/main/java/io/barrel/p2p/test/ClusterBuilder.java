package io.barrel.p2p.test;

import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.Cookie;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ObjIntConsumer;

/** Collects what a {@link TestCluster} is to be. Its last method starts the nodes. */
public final class ClusterBuilder {

    /** The system property that sets the seed of every cluster that is not given one. */
    public static final String SEED_PROPERTY = "p2p.test.seed";

    private static final int MAX_NODES = 1_000;

    private final int nodes;
    private long seed = Long.getLong(SEED_PROPERTY, ThreadLocalRandom.current().nextInt(1 << 30));
    private String cookie = TestCluster.COOKIE;
    private ObjIntConsumer<BarrelP2pConfig.Builder> configure = (node, index) -> {};

    ClusterBuilder(int nodes) {
        if (nodes < 1 || nodes > MAX_NODES) {
            throw new IllegalArgumentException("a test cluster has 1 to " + MAX_NODES + " nodes, not " + nodes);
        }
        this.nodes = nodes;
    }

    /** Sets the seed of what is random; else that of {@link #SEED_PROPERTY}, else another each time. */
    public ClusterBuilder seed(long seed) {
        this.seed = seed;
        return this;
    }

    /** Sets the secret of the cluster; else {@link TestCluster#COOKIE}. */
    public ClusterBuilder cookie(String secret) {
        this.cookie = secret;
        return this;
    }

    /**
     * Changes the configuration of each node before it is made. Name, data directory, contacts and cookie are set before and may
     * be changed; addresses and ports are set after.
     *
     * @param change takes a node's configuration and its index from 0
     */
    public ClusterBuilder configure(ObjIntConsumer<BarrelP2pConfig.Builder> change) {
        this.configure = change;
        return this;
    }

    /** Starts the nodes in memory, under virtual time. */
    public InMemoryCluster inMemory() {
        return InMemoryCluster.start(this);
    }

    /** Starts the nodes on loopback, over QUIC. */
    public QuicCluster quic() {
        return QuicCluster.start(this);
    }

    int nodes() {
        return nodes;
    }

    long seed() {
        return seed;
    }

    void configure(BarrelP2pConfig.Builder node, int index) {
        node.auth(AuthConfig.builder().cookie(Cookie.of(cookie)).build());
        configure.accept(node, index);
    }
}
