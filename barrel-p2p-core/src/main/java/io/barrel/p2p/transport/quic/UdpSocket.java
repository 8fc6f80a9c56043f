package io.barrel.p2p.transport.quic;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.transport.TransportConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;

/**
 * A bound UDP channel, not read yet, and the event loop it runs on.
 *
 * @param maxDatagram the largest UDP payload to probe paths for
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails shows in the events of its channel
record UdpSocket(EventLoopGroup group, NioDatagramChannel channel, InetSocketAddress address, int maxDatagram) {

    private static final int RECEIVE_BUFFER = Codecs.LARGE_DATAGRAM + 384;
    private static final int MESSAGES_PER_READ = 64;
    private static final int KERNEL_BUFFER = 2 << 20;

    /** @throws NodeStartException if the address cannot be bound; nothing stays open */
    static UdpSocket bind(TransportConfig config) {
        InetSocketAddress wanted = new InetSocketAddress(config.bindAddress(), config.port());
        EventLoopGroup group = loop(threadName(wanted));
        try {
            if (wanted.isUnresolved()) {
                throw new IOException("unknown host " + config.bindAddress());
            }
            DatagramChannel jdk = DatagramChannel.open();
            NioDatagramChannel channel = new NioDatagramChannel(jdk);
            // From here on the loop closes it.
            group.register(channel).syncUninterruptibly();
            configure(channel, jdk);
            channel.bind(wanted).syncUninterruptibly();
            InetSocketAddress address = channel.localAddress();
            channel.eventLoop().execute(() -> Thread.currentThread().setName(threadName(address)));
            return new UdpSocket(group, channel, address, Codecs.maxDatagram(wanted.getAddress(), jdk));
        } catch (Exception e) {
            shutDown(group);
            throw new NodeStartException(
                    NodeStartException.Kind.BIND_FAILED,
                    "Cannot bind UDP " + config.bindAddress() + ":" + config.port() + ": " + e.getMessage() + ".",
                    "Stop what uses the port, or set barrel.p2p.listen-port to a free one (0 for any) and"
                            + " barrel.p2p.bind-address to an address of this host.",
                    e);
        }
    }

    static String threadName(InetSocketAddress address) {
        return "barrel-p2p-" + address.getPort();
    }

    /** The deprecated class is the one that Netty 4.1 and 4.2 both have. */
    @SuppressWarnings("deprecation")
    private static EventLoopGroup loop(String threadName) {
        return new NioEventLoopGroup(1, task -> {
            Thread thread = new FastThreadLocalThread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static void configure(NioDatagramChannel channel, DatagramChannel jdk) {
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.SO_RCVBUF, KERNEL_BUFFER);
        channel.config().setOption(ChannelOption.SO_SNDBUF, KERNEL_BUFFER);
        channel.config()
                .setRecvByteBufAllocator(
                        new FixedRecvByteBufAllocator(RECEIVE_BUFFER).maxMessagesPerRead(MESSAGES_PER_READ));
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(512 << 10, 1 << 20));
        for (SocketOption<?> option : jdk.supportedOptions()) {
            if (option.name().equals(Codecs.DONT_FRAGMENT)) {
                dontFragment(channel, option);
            }
        }
    }

    /** The constant is not in JDK 17, so that its type is only known by its name. */
    @SuppressWarnings("unchecked")
    private static void dontFragment(NioDatagramChannel channel, SocketOption<?> option) {
        channel.config().setOption(NioChannelOption.of((SocketOption<Boolean>) option), true);
    }

    /** Closes the channel and the loop and waits for it. */
    void close() {
        shutDown(group);
    }

    private static void shutDown(EventLoopGroup group) {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        group.terminationFuture().awaitUninterruptibly();
    }
}
