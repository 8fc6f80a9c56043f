package io.barrel.p2p.benchmarks.raw;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A UDP socket on loopback with one loop, set up as a node's. */
record UdpSocket(EventLoopGroup group, NioDatagramChannel channel) implements AutoCloseable {

    private static final int RECEIVE_BUFFER = Codecs.MAX_DATAGRAM + 384;
    private static final int MESSAGES_PER_READ = 64;
    private static final int KERNEL_BUFFER = 2 << 20;

    /** The deprecated class is the one that a node uses. */
    @SuppressWarnings("deprecation")
    static UdpSocket bind(ChannelHandler codec) {
        EventLoopGroup group = new NioEventLoopGroup(1, new DefaultThreadFactory("raw", true));
        NioDatagramChannel channel = (NioDatagramChannel) new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, KERNEL_BUFFER)
                .option(ChannelOption.SO_SNDBUF, KERNEL_BUFFER)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(RECEIVE_BUFFER).maxMessagesPerRead(MESSAGES_PER_READ))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(512 << 10, 1 << 20))
                .handler(codec)
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        return new UdpSocket(group, channel);
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    int port() {
        return channel.localAddress().getPort();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
