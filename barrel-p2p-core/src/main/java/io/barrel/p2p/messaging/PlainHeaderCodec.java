package io.barrel.p2p.messaging;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.barrel.p2p.wire.proto.MessagingProto.MessageHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Plain headers as bytes: {@code MessageHeader} of {@code messaging.proto} byte for byte, written and read without the generated class, which
 * took a third of what a small message costs (benchmarks/README.md).
 */
final class PlainHeaderCodec {

    private static final int KIND = tag(MessageHeader.KIND_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
    private static final int CALLER = tag(MessageHeader.CALLER_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
    private static final int ADDRESS = tag(MessageHeader.ADDRESS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    private static final int EPOCH = tag(MessageHeader.EPOCH_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
    private static final int NUMBER = tag(MessageHeader.NUMBER_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
    private static final int REQUEST = tag(MessageHeader.REQUEST_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
    private static final int RECEIVED = tag(MessageHeader.RECEIVED_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
    private static final int CONSUMED = tag(MessageHeader.CONSUMED_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
    private static final int TIMEOUT = tag(MessageHeader.TIMEOUT_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
    private static final int TAG_BITS = 3;

    private PlainHeaderCodec() {}

    private static int tag(int field, int wireType) {
        return field << TAG_BITS | wireType;
    }

    /** The bytes of a header, behind so many that are left free, and before others. */
    static byte[] encode(PlainHeader header, int before, int after) {
        int length = length(header);
        byte[] bytes = new byte[before + length + after];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, before, length);
        try {
            write(header, out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes what was measured for it", e);
        }
        return bytes;
    }

    private static int length(PlainHeader header) {
        return length(KIND, header.kind())
                + length(CALLER, header.caller() ? 1 : 0)
                + (header.address().isEmpty()
                        ? 0
                        : CodedOutputStream.computeStringSize(MessageHeader.ADDRESS_FIELD_NUMBER, header.address()))
                + length(EPOCH, Integer.toUnsignedLong(header.epoch()))
                + length(NUMBER, header.number())
                + length(REQUEST, header.request())
                + length(RECEIVED, header.received())
                + length(CONSUMED, header.consumed())
                + length(TIMEOUT, Integer.toUnsignedLong(header.timeout()));
    }

    private static int length(int tag, long value) {
        return value == 0
                ? 0
                : CodedOutputStream.computeUInt32SizeNoTag(tag) + CodedOutputStream.computeUInt64SizeNoTag(value);
    }

    private static void write(PlainHeader header, CodedOutputStream out) throws IOException {
        write(out, KIND, header.kind());
        write(out, CALLER, header.caller() ? 1 : 0);
        if (!header.address().isEmpty()) {
            out.writeString(MessageHeader.ADDRESS_FIELD_NUMBER, header.address());
        }
        write(out, EPOCH, Integer.toUnsignedLong(header.epoch()));
        write(out, NUMBER, header.number());
        write(out, REQUEST, header.request());
        write(out, RECEIVED, header.received());
        write(out, CONSUMED, header.consumed());
        write(out, TIMEOUT, Integer.toUnsignedLong(header.timeout()));
    }

    private static void write(CodedOutputStream out, int tag, long value) throws IOException {
        if (value != 0) {
            out.writeUInt32NoTag(tag);
            out.writeUInt64NoTag(value);
        }
    }

    /**
     * The header of these bytes.
     *
     * @return empty if it has more than a plain one, or fields in a way of which nothing is known here
     * @throws InvalidProtocolBufferException if the bytes are no header
     */
    static Optional<PlainHeader> decode(byte[] bytes, int offset, int length) throws InvalidProtocolBufferException {
        CodedInputStream in = CodedInputStream.newInstance(bytes, offset, length);
        int kind = 0;
        boolean caller = false;
        String address = "";
        int epoch = 0;
        long number = 0;
        long request = 0;
        long received = 0;
        long consumed = 0;
        int timeout = 0;
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == KIND) {
                    kind = in.readEnum();
                } else if (tag == CALLER) {
                    caller = in.readBool();
                } else if (tag == ADDRESS) {
                    address = in.readStringRequireUtf8();
                } else if (tag == EPOCH) {
                    epoch = in.readUInt32();
                } else if (tag == NUMBER) {
                    number = in.readUInt64();
                } else if (tag == REQUEST) {
                    request = in.readUInt64();
                } else if (tag == RECEIVED) {
                    received = in.readUInt64();
                } else if (tag == CONSUMED) {
                    consumed = in.readUInt64();
                } else if (tag == TIMEOUT) {
                    timeout = in.readUInt32();
                } else {
                    return Optional.empty();
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw e;
        } catch (IOException e) {
            throw new InvalidProtocolBufferException(e);
        }
        return Optional.of(new PlainHeader(kind, caller, address, epoch, number, request, received, consumed, timeout));
    }

    /** What a header with more has of a plain one. */
    static PlainHeader of(MessageHeader header) {
        return new PlainHeader(
                header.getKindValue(),
                header.getCaller(),
                header.getAddress(),
                header.getEpoch(),
                header.getNumber(),
                header.getRequest(),
                header.getReceived(),
                header.getConsumed(),
                header.getTimeout());
    }
}
