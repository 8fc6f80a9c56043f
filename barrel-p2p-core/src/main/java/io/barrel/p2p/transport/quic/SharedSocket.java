package io.barrel.p2p.transport.quic;

import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parent of all QUIC connections, dialled and accepted. It has no socket of its own: one UDP channel on the same loop
 * feeds it and carries its packets away, so the codecs' parent stays while the socket beneath may be replaced.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows in the events of its channel
final class SharedSocket extends AbstractChannel {

    private static final Logger log = LoggerFactory.getLogger(SharedSocket.class);
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    private final ChannelConfig config = new DefaultChannelConfig(this);
    private final Channel udp;
    private Predicate<DatagramPacket> elsewhere = packet -> false;
    private boolean open = true;
    private volatile long bytesSent;
    private volatile long bytesReceived;

    /** A parent over a bound UDP channel of the loop it will be registered with. */
    SharedSocket(Channel udp) {
        super(null);
        this.udp = udp;
        config.setWriteBufferWaterMark(new WriteBufferWaterMark(128 << 10, 256 << 10));
    }

    /** Begins to take packets. On the loop. */
    void start() {
        udp.pipeline().addLast(new Feed());
        udp.config().setAutoRead(true);
    }

    /**
     * Packets that are not for the UDP channel.
     *
     * @param taken whether it takes a packet
     */
    void divert(Predicate<DatagramPacket> taken) {
        elsewhere = taken;
    }

    /** A packet that did not come from the UDP channel. On the loop, in a task of its own. */
    void inject(DatagramPacket packet) {
        pipeline().fireChannelRead(packet);
        pipeline().fireChannelReadComplete();
    }

    /** Where the UDP channel is bound. */
    InetSocketAddress boundAddress() {
        return (InetSocketAddress) udp.localAddress();
    }

    /** UDP payload bytes sent since start. Any thread. */
    long bytesSent() {
        return bytesSent;
    }

    /** UDP payload bytes received since start. Any thread. */
    long bytesReceived() {
        return bytesReceived;
    }

    /** Hands packets to the UDP channel; their promises complete here, at flush, and may bring forth further packets. */
    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        do {
            long bytes = 0;
            while (udp.isWritable() && in.current() instanceof DatagramPacket packet) {
                if (!elsewhere.test(packet)) {
                    bytes += packet.content().readableBytes();
                    udp.write(packet.retain());
                }
                in.remove();
            }
            addSent(bytes);
            udp.flush();
        } while (udp.isWritable() && in.current() != null);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop only
    private void addSent(long bytes) {
        bytesSent += bytes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop only
    private void addReceived(long bytes) {
        bytesReceived += bytes;
    }

    @Override
    protected void doClose() {
        open = false;
        udp.close();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return udp.localAddress();
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("the UDP channel is bound instead");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    /** The UDP channel is read, not this one. */
    @Override
    protected void doBeginRead() {}

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new AbstractUnsafe() {
            @Override
            public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
                // A dial that no codec took: it is closed.
                promise.setFailure(new ClosedChannelException());
            }
        };
    }

    /** Brings packets in, and goes on sending when the UDP channel has room again. */
    private final class Feed extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            addReceived(packet.content().readableBytes());
            pipeline().fireChannelRead(packet);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            pipeline().fireChannelReadComplete();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (ctx.channel().isWritable()) {
                unsafe().flush();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // One packet, not the socket: peers learn of it by silence, as of any lost packet.
            log.atDebug().setCause(cause).log("A UDP packet could not be sent or received");
        }
    }
}
