package io.barrel.p2p.benchmarks;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.messaging.Message;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.Cookie;
import io.barrel.p2p.wire.NodeId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** The nodes that take part. All have the default configuration, but for a cookie of their own, on loopback. */
public final class Nodes {

    /** Makes the calls. */
    static final NodeId CALLER = NodeId.of("caller@bench");
    /** Is called, in the other process. */
    static final NodeId CALLED = NodeId.of("called@bench");
    /** Starts and stops to connect anew. In a cluster with {@link #DOOR} only, so that nothing else is linked meanwhile. */
    static final NodeId VISITOR = NodeId.of("visitor@bench");
    /** Is connected to, in the other process. */
    static final NodeId DOOR = NodeId.of("door@bench");

    /** What is called. */
    static final String ADDRESS = "tally";

    private static final AuthConfig AUTH =
            AuthConfig.builder().cookie(Cookie.of("barrel_p2p-benchmarks")).build();

    private Nodes() {}

    /** A node that is not started, with its data below a directory. */
    public static BarrelP2p create(NodeId name, Path base) {
        return BarrelP2p.create(BarrelP2pConfig.builder()
                .nodeName(name)
                .bindAddress("127.0.0.1")
                .dataDir(base.resolve(name.name()))
                .auth(AUTH)
                .build());
    }

    /** Starts a node that has a {@link Tally}. */
    static BarrelP2p startCalled(NodeId name, Path base) {
        BarrelP2p node = create(name, base);
        Tally tally = new Tally();
        node.messaging().handle(ADDRESS, message -> CompletableFuture.completedFuture(handle(tally, message)));
        node.start();
        return node;
    }

    private static ByteBuffer handle(Tally tally, Message message) {
        if (message.wantsReply()) {
            return tally.answer(message.payload());
        }
        tally.count(message.payload());
        return ByteBuffer.allocate(0);
    }

    /** How others dial a node that runs. */
    static String contact(BarrelP2p node) {
        return node.node().orElseThrow().self().address().toString();
    }
}
