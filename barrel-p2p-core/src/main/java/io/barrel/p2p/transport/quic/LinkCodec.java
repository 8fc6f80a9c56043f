package io.barrel.p2p.transport.quic;

import com.google.protobuf.InvalidProtocolBufferException;
import io.barrel.p2p.transport.CloseReason;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.proto.LinkProto;
import java.nio.ByteBuffer;
import java.util.Optional;

/** {@link LinkMessage}s as Protocol Buffers bytes ({@code link.proto}). */
final class LinkCodec {

    /** The largest encoded message, in bytes: today's have at most 11; the rest is room for fields of later versions. */
    static final int MAX_BYTES = 1 << 10;

    private LinkCodec() {}

    /** The bytes of a message. */
    static ByteBuffer encode(LinkMessage message) {
        LinkProto.LinkMessage.Builder to = LinkProto.LinkMessage.newBuilder();
        if (message instanceof LinkMessage.Goodbye goodbye) {
            to.setGoodbye(
                    LinkProto.Goodbye.newBuilder().setReason(goodbye.reason().code()));
        } else if (message instanceof LinkMessage.GoodbyeAck) {
            to.setGoodbyeAck(LinkProto.GoodbyeAck.getDefaultInstance());
        } else if (message instanceof LinkMessage.Confirm confirm) {
            to.setConfirm(LinkProto.Confirm.newBuilder().setNumber(confirm.number()));
        } else if (message instanceof LinkMessage.Confirmed confirmed) {
            to.setConfirmed(LinkProto.Confirmed.newBuilder().setNumber(confirmed.number()));
        }
        return ByteBuffer.wrap(to.build().toByteArray());
    }

    /**
     * The message of these bytes; their position and limit stay as they are. A reason this version does not know becomes
     * {@link CloseReason#NONE}.
     *
     * @return empty for a kind of message this version does not know, to be counted and ignored: newer peers may send it
     * @throws MalformedInputException if the bytes are no message or too many
     */
    static Optional<LinkMessage> decode(ByteBuffer payload) {
        if (payload.remaining() > MAX_BYTES) {
            throw new MalformedInputException(
                    "a link message has at most " + MAX_BYTES + " bytes, this one " + payload.remaining());
        }
        LinkProto.LinkMessage from;
        try {
            from = LinkProto.LinkMessage.parseFrom(payload.duplicate());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedInputException("not a link message: " + e.getMessage(), e);
        }
        return switch (from.getBodyCase()) {
            case GOODBYE ->
                Optional.of(new LinkMessage.Goodbye(
                        CloseReason.ofCode(from.getGoodbye().getReason())));
            case GOODBYE_ACK -> Optional.of(new LinkMessage.GoodbyeAck());
            case CONFIRM ->
                Optional.of(new LinkMessage.Confirm(from.getConfirm().getNumber()));
            case CONFIRMED ->
                Optional.of(new LinkMessage.Confirmed(from.getConfirmed().getNumber()));
            case BODY_NOT_SET -> Optional.empty();
        };
    }
}
