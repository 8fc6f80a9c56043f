package io.barrel.p2p.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import io.barrel.p2p.wire.Bounds;
import io.barrel.p2p.wire.Headers;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Route;
import io.barrel.p2p.wire.proto.RelayProto.RelayHeader;
import io.barrel.p2p.wire.proto.RelayProto.RelayedPacket;
import io.barrel.p2p.wire.proto.RelayProto.RouteLost;
import io.barrel.p2p.wire.proto.RelayProto.RouteReply;
import io.barrel.p2p.wire.proto.RelayProto.RouteRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Frames of relays as bytes: {@code headerLength:2}, the header ({@code relay.proto}), and behind it the packet, if it carries one.
 * Stateless; any thread. What {@link #decode} returns keeps every bound.
 */
public final class RelayCodec {

    /** The largest packet: what a QUIC endpoint of ours receives. */
    static final int MAX_PACKET = 16_384;

    /** The largest header: eight names of 255 bytes, and a little. */
    private static final int MAX_HEADER = 9 << 8;

    private static final int PREFIX = 2;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private RelayCodec() {}

    /** The bytes of a message. */
    public static ByteBuffer encode(RelayMessage message) {
        RelayHeader.Builder header = RelayHeader.newBuilder();
        ByteBuffer packet = NOTHING;
        if (message instanceof RelayMessage.Packet of) {
            header.setPacket(RelayedPacket.newBuilder()
                    .addAllRoute(names(of.route().nodes()))
                    .setPosition(of.position()));
            packet = of.packet();
        } else if (message instanceof RelayMessage.Request request) {
            header.setRequest(RouteRequest.newBuilder()
                    .setId(request.id())
                    .setTarget(request.target().value())
                    .setTtl(request.ttl())
                    .addAllVisited(names(request.visited())));
        } else if (message instanceof RelayMessage.Reply reply) {
            header.setReply(RouteReply.newBuilder()
                    .setId(reply.id())
                    .setFound(reply.found())
                    .addAllPath(names(reply.path())));
        } else if (message instanceof RelayMessage.Lost lost) {
            header.setLost(RouteLost.newBuilder()
                    .addAllRoute(names(lost.route().nodes()))
                    .setPosition(lost.position()));
        }
        byte[] bytes = header.build().toByteArray();
        return ByteBuffer.allocate(PREFIX + bytes.length + packet.remaining())
                .putShort((short) bytes.length)
                .put(bytes)
                .put(packet.duplicate())
                .flip();
    }

    private static List<String> names(List<NodeId> nodes) {
        return nodes.stream().map(NodeId::value).collect(Collectors.toList());
    }

    /**
     * The message of these bytes; their position and limit stay as they are, and the message does not share them.
     *
     * @return empty for a kind this version does not know, to be counted and ignored
     * @throws MalformedInputException if the bytes are no message or a bound is exceeded
     */
    public static Optional<RelayMessage> decode(ByteBuffer bytes) {
        ByteBuffer from = bytes.duplicate();
        RelayHeader header = parse(Headers.take(from, "a relay's header", MAX_HEADER));
        return switch (header.getMessageCase()) {
            case PACKET -> Optional.of(packet(header.getPacket(), from));
            case REQUEST -> Optional.of(request(header.getRequest()));
            case REPLY -> Optional.of(reply(header.getReply()));
            case LOST -> {
                Route route = new Route(nodes(header.getLost().getRouteList()));
                yield Optional.of(
                        new RelayMessage.Lost(route, position(header.getLost().getPosition(), route)));
            }
            case MESSAGE_NOT_SET -> Optional.empty();
        };
    }

    private static RelayHeader parse(ByteBuffer header) {
        try {
            return RelayHeader.parseFrom(header);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedInputException("not a relay's header: " + e.getMessage(), e);
        }
    }

    private static RelayMessage packet(RelayedPacket packet, ByteBuffer rest) {
        Bounds.atMost("bytes of a relayed packet", rest.remaining(), MAX_PACKET);
        if (!rest.hasRemaining()) {
            throw new MalformedInputException("a relayed packet is empty");
        }
        Route route = new Route(nodes(packet.getRouteList()));
        ByteBuffer copy = ByteBuffer.allocate(rest.remaining()).put(rest).flip().asReadOnlyBuffer();
        return new RelayMessage.Packet(route, position(packet.getPosition(), route), copy);
    }

    private static int position(int position, Route route) {
        Bounds.atMost("as a position in a route", position, route.nodes().size() - 1);
        return position;
    }

    private static RelayMessage request(RouteRequest request) {
        Bounds.atMost("as a TTL", request.getTtl(), Router.TTL);
        List<NodeId> visited = nodes(request.getVisitedList());
        if (visited.isEmpty()) {
            throw new MalformedInputException("somebody asks for a route");
        }
        // Whoever passes it on adds itself and takes one hop away. A longer one would be refused on its way, and cut
        // the
        // link of the one who passed it on.
        Bounds.atMost(
                "nodes that a request has passed and may pass", visited.size() + request.getTtl(), Router.TTL + 1);
        return new RelayMessage.Request(request.getId(), NodeId.of(request.getTarget()), request.getTtl(), visited);
    }

    private static RelayMessage reply(RouteReply reply) {
        List<NodeId> path = nodes(reply.getPathList());
        if (path.size() < 2) {
            throw new MalformedInputException("a route is asked for by one node and answered by another");
        }
        return new RelayMessage.Reply(reply.getId(), reply.getFound(), path);
    }

    private static List<NodeId> nodes(List<String> names) {
        Bounds.atMost("nodes on a route", names.size(), Route.MAX_NODES);
        return names.stream().map(NodeId::of).collect(Collectors.toUnmodifiableList());
    }
}
