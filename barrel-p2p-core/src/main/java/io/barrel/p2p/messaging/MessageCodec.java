package io.barrel.p2p.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.barrel.p2p.messaging.MessageFrame.Kind;
import io.barrel.p2p.wire.Bounds;
import io.barrel.p2p.wire.Headers;
import io.barrel.p2p.wire.Limits;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.proto.MessagingProto.MessageHeader;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Frames of messages as bytes: {@code headerLength:2}, the header ({@code messaging.proto}), and behind it the payload, which is
 * copied once. Stateless; any thread. What it returns from {@link #decode} keeps every bound; whether it makes sense is the
 * machine's to judge.
 */
public final class MessageCodec {

    /** The largest header, in bytes. */
    static final int MAX_HEADER = 8 << 10;

    /** The largest context, in bytes of keys and values. */
    static final int MAX_CONTEXT = 4 << 10;

    /** The longest text of a failure, in characters; a longer one is cut. */
    static final int MAX_DETAIL = 1_000;

    private static final int PREFIX = 2;

    private MessageCodec() {}

    /** The bytes of a frame, at most {@link Limits#MAX_FRAME_PAYLOAD}. */
    public static ByteBuffer encode(MessageFrame frame) {
        PlainHeader plain = new PlainHeader(
                kind(frame.kind()).getNumber(),
                frame.caller(),
                frame.address(),
                frame.epoch(),
                frame.number(),
                frame.request(),
                frame.received(),
                frame.consumed(),
                frame.timeout());
        int payload = frame.payload().remaining();
        byte[] bytes = frame.failure() == null && frame.context().isEmpty()
                ? PlainHeaderCodec.encode(plain, PREFIX, payload)
                : encode(frame, plain, payload);
        return ByteBuffer.wrap(bytes)
                .putShort((short) (bytes.length - PREFIX - payload))
                .position(bytes.length - payload)
                .put(frame.payload().duplicate())
                .flip();
    }

    private static byte[] encode(MessageFrame frame, PlainHeader plain, int payload) {
        MessageHeader.Builder header = MessageHeader.newBuilder()
                .setKindValue(plain.kind())
                .setCaller(plain.caller())
                .setAddress(plain.address())
                .setEpoch(plain.epoch())
                .setNumber(plain.number())
                .setRequest(plain.request())
                .setReceived(plain.received())
                .setConsumed(plain.consumed())
                .setTimeout(plain.timeout())
                .putAllContext(frame.context());
        if (frame.failure() != null) {
            String detail = frame.detail();
            header.setReason(reason(frame.failure()))
                    .setDetail(detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail);
        }
        byte[] bytes = header.build().toByteArray();
        return ByteBuffer.allocate(PREFIX + bytes.length + payload)
                .put(PREFIX, bytes)
                .array();
    }

    /**
     * The frame of these bytes; their position and limit stay as they are, and the frame does not share them.
     *
     * @return empty for a kind this version does not know, to be counted and ignored
     * @throws MalformedInputException if the bytes are no frame or a bound is exceeded
     */
    public static Optional<MessageFrame> decode(ByteBuffer bytes) {
        ByteBuffer from = bytes.duplicate();
        ByteBuffer taken = Headers.take(from, "a message's header", MAX_HEADER);
        byte[] header = new byte[taken.remaining()];
        taken.get(header);
        try {
            Optional<PlainHeader> plain = PlainHeaderCodec.decode(header, 0, header.length);
            return plain.isPresent()
                    ? frame(plain.get(), MessageHeader.getDefaultInstance(), from)
                    : withMore(MessageHeader.parseFrom(header), from);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedInputException("not a message's header: " + e.getMessage(), e);
        }
    }

    private static Optional<MessageFrame> withMore(MessageHeader header, ByteBuffer rest) {
        return frame(PlainHeaderCodec.of(header), header, rest);
    }

    private static Optional<MessageFrame> frame(PlainHeader header, MessageHeader more, ByteBuffer rest) {
        MessageHeader.Kind known = MessageHeader.Kind.forNumber(header.kind());
        Kind kind = known == null ? null : kind(known);
        if (kind == null) {
            return Optional.empty();
        }
        if (header.address().isEmpty()) {
            throw new MalformedInputException("a message has an address");
        }
        Bounds.atMost("characters of an address", header.address().length(), Messaging.MAX_ADDRESS);
        Bounds.atMost("bytes of a message", rest.remaining(), Messaging.MAX_PAYLOAD);
        Bounds.atMost("milliseconds to reply in", header.timeout(), (int) Messaging.MAX_TIMEOUT.toMillis());
        Bounds.atMost("bytes of context", Bounds.bytes(more.getContextMap()), MAX_CONTEXT);
        if (kind.isNumbered() != (header.number() > 0) || header.number() < 0) {
            throw new MalformedInputException("a frame of kind " + kind + " has the number " + header.number());
        }
        if (kind != Kind.ACK && kind.isOfCaller() != header.caller()) {
            throw new MalformedInputException("a frame of kind " + kind + " comes from the wrong side");
        }
        boolean refuses = kind == Kind.FAILURE || kind == Kind.REFUSED;
        return Optional.of(new MessageFrame(
                kind,
                header.caller(),
                header.address(),
                header.epoch(),
                header.number(),
                header.request(),
                header.received(),
                header.consumed(),
                header.timeout(),
                refuses ? failure(more.getReason()) : null,
                refuses ? more.getDetail() : "",
                Map.copyOf(more.getContextMap()),
                ByteBuffer.allocate(rest.remaining()).put(rest).flip().asReadOnlyBuffer()));
    }

    private static MessageHeader.Kind kind(Kind kind) {
        return switch (kind) {
            case ACK -> MessageHeader.Kind.ACK;
            case CAST -> MessageHeader.Kind.CAST;
            case REQUEST -> MessageHeader.Kind.REQUEST;
            case REPLY -> MessageHeader.Kind.REPLY;
            case FAILURE -> MessageHeader.Kind.FAILURE;
            case CANCEL -> MessageHeader.Kind.CANCEL;
            case REFUSED -> MessageHeader.Kind.REFUSED;
        };
    }

    private static @Nullable Kind kind(MessageHeader.Kind kind) {
        return switch (kind) {
            case ACK -> Kind.ACK;
            case CAST -> Kind.CAST;
            case REQUEST -> Kind.REQUEST;
            case REPLY -> Kind.REPLY;
            case FAILURE -> Kind.FAILURE;
            case CANCEL -> Kind.CANCEL;
            case REFUSED -> Kind.REFUSED;
            case UNRECOGNIZED -> null;
        };
    }

    private static MessageHeader.Reason reason(@Nullable MessagingFailure failure) {
        if (failure == MessagingFailure.NO_HANDLER) {
            return MessageHeader.Reason.NO_HANDLER;
        }
        if (failure == MessagingFailure.REJECTED) {
            return MessageHeader.Reason.REJECTED;
        }
        return failure == MessagingFailure.UNREACHABLE
                ? MessageHeader.Reason.UNKNOWN_CONVERSATION
                : MessageHeader.Reason.REMOTE_ERROR;
    }

    /** A reason of a newer version is an error of the other side's all the same. */
    private static MessagingFailure failure(MessageHeader.Reason reason) {
        return switch (reason) {
            case NO_HANDLER -> MessagingFailure.NO_HANDLER;
            case REJECTED -> MessagingFailure.REJECTED;
            case UNKNOWN_CONVERSATION -> MessagingFailure.UNREACHABLE;
            case NONE, REMOTE_ERROR, UNRECOGNIZED -> MessagingFailure.REMOTE_ERROR;
        };
    }
}
