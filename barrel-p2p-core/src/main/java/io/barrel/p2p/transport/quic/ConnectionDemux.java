package io.barrel.p2p.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.incubator.codec.quic.Quic;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Tells packets of connections this node dialled from all others. A dial chooses its 20-byte connection id here; a packet
 * that carries one of those ids (RFC 9000, section 17: at offset 6 of a long header, 1 of a short one) goes to the client
 * codec, anything else to the server codec.
 *
 * <p>A dialled peer does not move: a packet with our id from another address is dropped before it can turn our answers
 * elsewhere (RFC 9000, section 9).
 */
final class ConnectionDemux extends ChannelInboundHandlerAdapter {

    private static final int LENGTH = Quic.MAX_CONN_ID_LEN;
    private static final int LONG_HEADER = 0x80;
    private static final int LONG_OFFSET = 6;
    private static final int SHORT_OFFSET = 1;

    private final SecureRandom random = new SecureRandom();

    /** By the first eight bytes of the id, which are unique among those in use. */
    private final LongObjectMap<Dialled> dialled = new LongObjectHashMap<>();

    private @Nullable ChannelHandlerContext serverCodec;
    private boolean serverReceived;
    private boolean clientReceived;

    private record Dialled(long middle, int tail, InetSocketAddress remote) {}

    /** To be called once, when the server codec has been added behind this handler and before the client codec. */
    void serverCodec(ChannelHandlerContext context) {
        serverCodec = context;
    }

    /** A fresh connection id whose packets from {@code remote} go to the client codec until it is retired. */
    byte[] newConnectionId(InetSocketAddress remote) {
        byte[] id = new byte[LENGTH];
        ByteBuf view = Unpooled.wrappedBuffer(id);
        do {
            random.nextBytes(id);
        } while (dialled.containsKey(view.getLong(0)));
        dialled.put(view.getLong(0), new Dialled(view.getLong(8), view.getInt(16), remote));
        return id;
    }

    void retire(byte[] id) {
        dialled.remove(Unpooled.wrappedBuffer(id).getLong(0));
    }

    int size() {
        return dialled.size();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        Dialled dial = lookup(packet.content());
        if (dial == null) {
            serverReceived = true;
            ctx.fireChannelRead(packet);
        } else if (serverCodec != null && dial.remote.equals(packet.sender())) {
            clientReceived = true;
            serverCodec.fireChannelRead(packet);
        } else {
            packet.release();
        }
    }

    /** The codecs swallow this event, so each that received something is told on its own. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (serverReceived) {
            serverReceived = false;
            ctx.fireChannelReadComplete();
        }
        if (clientReceived && serverCodec != null) {
            clientReceived = false;
            serverCodec.fireChannelReadComplete();
        }
    }

    private @Nullable Dialled lookup(ByteBuf packet) {
        int start = packet.readerIndex();
        if (packet.readableBytes() < SHORT_OFFSET + LENGTH) {
            return null;
        }
        int id = start + SHORT_OFFSET;
        if ((packet.getByte(start) & LONG_HEADER) != 0) {
            id = start + LONG_OFFSET;
            if (packet.readableBytes() < LONG_OFFSET + LENGTH || packet.getByte(id - 1) != LENGTH) {
                return null;
            }
        }
        Dialled dial = dialled.get(packet.getLong(id));
        return dial != null && dial.middle == packet.getLong(id + 8) && dial.tail == packet.getInt(id + 16)
                ? dial
                : null;
    }
}
