package io.barrel.p2p.test;

import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.engine.NodeRuntime;
import io.barrel.p2p.test.quic.GatedRuntime;
import io.barrel.p2p.test.udp.UdpFaultProxy;
import io.barrel.p2p.wire.PeerAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A port on loopback behind a proxy, whose address is the one the node advertises. */
final class QuicSeat implements Place {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final UdpFaultProxy proxy;
    private final GatedRuntime runtime = new GatedRuntime(this::bound);
    private final Runnable moved;
    private volatile @Nullable InetSocketAddress socket;
    private volatile boolean dead;

    /**
     * A seat with a proxy of that seed.
     *
     * @param moved run when the node was bound to another port, or died, or lives again
     */
    QuicSeat(long seed, Runnable moved) {
        this.proxy = UdpFaultProxy.open(new InetSocketAddress(LOOPBACK, 0), seed);
        this.moved = moved;
    }

    private void bound(PeerAddress address) {
        InetSocketAddress real = new InetSocketAddress(LOOPBACK, address.port());
        socket = real;
        proxy.target(real);
        moved.run();
    }

    UdpFaultProxy proxy() {
        return proxy;
    }

    /** Where packets of the node come from; null before its first start. */
    @Nullable
    InetSocketAddress socket() {
        return socket;
    }

    boolean isDead() {
        return dead;
    }

    @Override
    public PeerAddress address() {
        return new PeerAddress(LOOPBACK.getHostAddress(), proxy.address().getPort());
    }

    @Override
    public NodeRuntime runtime() {
        return runtime;
    }

    @Override
    public void configure(BarrelP2pConfig.Builder node) {
        node.bindAddress(LOOPBACK.getHostAddress())
                .listenPort(0)
                .advertiseHost(address().host())
                .advertisePort(address().port());
    }

    @Override
    public void pause() {
        runtime.pause();
    }

    @Override
    public void resume() {
        runtime.resume();
    }

    @Override
    public void crash() {
        dead = true;
        moved.run();
        runtime.kill();
    }

    @Override
    public void revive() {
        dead = false;
        runtime.revive();
        moved.run();
    }
}
