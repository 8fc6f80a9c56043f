package io.barrel.p2p.security;

import io.barrel.p2p.wire.Limits;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.SessionCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The fixed bytes of {@link AuthMessage}s: big-endian, every length exact, nothing after the last field. */
final class AuthCodec {

    /** Bytes of the length in front of every message. */
    static final int PREFIX = 2;

    private static final int HELLO = 0x01;
    private static final int CHALLENGE = 0x02;
    private static final int RESPONSE = 0x03;
    private static final int OK = 0x04;
    private static final int FAIL = 0x05;
    private static final int SUCCESSION = 0x06;
    private static final int COOKIE = 0x07;
    private static final int PROOF = 0x08;
    private static final int SESSION = 0x09;

    /** Room for the HELLO of another version, so that it is refused for its version. */
    private static final int MAX_HELLO = 1024;

    private static final int MAX_REASON = 64;
    private static final int LINK_LENGTH = 2 * PublicKey.LENGTH + Long.BYTES + 2 * NodeIdentity.SIGNATURE_LENGTH;

    private AuthCodec() {}

    /** Those messages in that order, each behind its length. */
    static ByteBuffer encode(AuthMessage... messages) {
        List<byte[]> bodies = new ArrayList<>(messages.length);
        int length = 0;
        for (AuthMessage message : messages) {
            byte[] body = body(message);
            bodies.add(body);
            length += PREFIX + body.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        for (byte[] body : bodies) {
            out.putShort((short) body.length).put(body);
        }
        return out.flip();
    }

    /** One message without its length. */
    static byte[] body(AuthMessage message) {
        if (message instanceof AuthMessage.Hello hello) {
            return hello(hello);
        }
        if (message instanceof AuthMessage.ForeignHello hello) {
            return new byte[] {HELLO, (byte) hello.version()};
        }
        if (message instanceof AuthMessage.Challenge challenge) {
            return typed(CHALLENGE, AuthMessage.NONCE_LENGTH + Long.BYTES)
                    .put(challenge.nonce())
                    .putLong(challenge.wallClockMillis())
                    .array();
        }
        if (message instanceof AuthMessage.Response response) {
            return bytes(RESPONSE, response.signature());
        }
        if (message instanceof AuthMessage.Ok) {
            return new byte[] {OK};
        }
        if (message instanceof AuthMessage.Fail fail) {
            byte[] reason = fail.reason().getBytes(StandardCharsets.US_ASCII);
            return typed(FAIL, Short.BYTES + reason.length)
                    .putShort((short) reason.length)
                    .put(reason)
                    .array();
        }
        if (message instanceof AuthMessage.Succession succession) {
            return succession(succession.chain().links());
        }
        if (message instanceof AuthMessage.CookieNonce cookie) {
            return bytes(COOKIE, cookie.nonce());
        }
        if (message instanceof AuthMessage.Proof proof) {
            return bytes(PROOF, proof.mac());
        }
        return bytes(SESSION, SessionCodec.encode(((AuthMessage.SessionOffer) message).session()));
    }

    /**
     * The longest message of that type, in bytes, length prefix excluded.
     *
     * @throws MalformedInputException if there is no such type
     */
    static int maxLength(int type) {
        return switch (type) {
            case HELLO -> MAX_HELLO;
            case CHALLENGE -> 1 + AuthMessage.NONCE_LENGTH + Long.BYTES;
            case RESPONSE -> 1 + NodeIdentity.SIGNATURE_LENGTH;
            case OK -> 1;
            case FAIL -> 1 + Short.BYTES + MAX_REASON;
            case SUCCESSION -> 2 + SuccessionChain.MAX_LINKS * LINK_LENGTH;
            case COOKIE, PROOF -> 1 + AuthMessage.NONCE_LENGTH;
            case SESSION -> Limits.MAX_AUTH_MESSAGE;
            default -> throw new MalformedInputException("unknown authentication message type " + type);
        };
    }

    /**
     * The message of those bytes, without its length.
     *
     * @throws MalformedInputException if they are not exactly one message
     */
    static AuthMessage decode(byte[] body) {
        Reader in = new Reader(body);
        int type = in.unsignedByte();
        AuthMessage message = switch (type) {
            case HELLO -> readHello(in);
            case CHALLENGE -> new AuthMessage.Challenge(in.bytes(AuthMessage.NONCE_LENGTH), in.int64());
            case RESPONSE -> new AuthMessage.Response(in.bytes(NodeIdentity.SIGNATURE_LENGTH));
            case OK -> new AuthMessage.Ok();
            case FAIL -> new AuthMessage.Fail(readReason(in));
            case SUCCESSION -> readSuccession(in);
            case COOKIE -> new AuthMessage.CookieNonce(in.bytes(AuthMessage.NONCE_LENGTH));
            case PROOF -> new AuthMessage.Proof(in.bytes(AuthMessage.NONCE_LENGTH));
            case SESSION -> new AuthMessage.SessionOffer(SessionCodec.decode(in.rest()));
            default -> throw new MalformedInputException("unknown authentication message type " + type);
        };
        if (in.remaining() > 0 && !(message instanceof AuthMessage.ForeignHello)) {
            throw new MalformedInputException(
                    in.remaining() + " bytes too many in an authentication message of type " + type);
        }
        return message;
    }

    private static byte[] hello(AuthMessage.Hello hello) {
        byte[] name = hello.node().value().getBytes(StandardCharsets.US_ASCII);
        return typed(HELLO, 1 + Short.BYTES + name.length + PublicKey.LENGTH)
                .put((byte) AuthMessage.VERSION)
                .putShort((short) name.length)
                .put(name)
                .put(hello.publicKey().bytes())
                .array();
    }

    private static byte[] succession(List<SuccessionLink> links) {
        ByteBuffer out = ByteBuffer.allocate(2 + links.size() * LINK_LENGTH);
        out.put((byte) SUCCESSION).put((byte) links.size());
        for (SuccessionLink link : links) {
            out.put(link.oldKey().bytes())
                    .put(link.newKey().bytes())
                    .putLong(link.issuedAtMillis())
                    .put(link.oldSignature())
                    .put(link.newSignature());
        }
        return out.array();
    }

    private static AuthMessage readHello(Reader in) {
        int version = in.unsignedByte();
        if (version != AuthMessage.VERSION) {
            return new AuthMessage.ForeignHello(version);
        }
        int length = in.unsignedShort();
        if (length > NodeId.MAX_LENGTH) {
            throw new MalformedInputException("a node name has at most " + NodeId.MAX_LENGTH + " bytes, not " + length);
        }
        NodeId node = NodeId.of(new String(in.bytes(length), StandardCharsets.US_ASCII));
        return new AuthMessage.Hello(node, PublicKey.of(in.bytes(PublicKey.LENGTH)));
    }

    private static String readReason(Reader in) {
        int length = in.unsignedShort();
        if (length > MAX_REASON) {
            throw new MalformedInputException("a reason has at most " + MAX_REASON + " bytes, not " + length);
        }
        byte[] reason = in.bytes(length);
        for (byte octet : reason) {
            if (octet < 0) {
                throw new MalformedInputException("a reason is of ASCII characters");
            }
        }
        return new String(reason, StandardCharsets.US_ASCII);
    }

    private static AuthMessage readSuccession(Reader in) {
        int count = in.unsignedByte();
        if (count < 1 || count > SuccessionChain.MAX_LINKS) {
            throw new MalformedInputException(
                    "a succession has 1 to " + SuccessionChain.MAX_LINKS + " links, not " + count);
        }
        List<SuccessionLink> links = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            links.add(new SuccessionLink(
                    PublicKey.of(in.bytes(PublicKey.LENGTH)),
                    PublicKey.of(in.bytes(PublicKey.LENGTH)),
                    in.int64(),
                    in.bytes(NodeIdentity.SIGNATURE_LENGTH),
                    in.bytes(NodeIdentity.SIGNATURE_LENGTH)));
        }
        return new AuthMessage.Succession(new SuccessionChain(links));
    }

    private static byte[] bytes(int type, byte[] content) {
        return typed(type, content.length).put(content).array();
    }

    private static ByteBuffer typed(int type, int length) {
        return ByteBuffer.allocate(1 + length).put((byte) type);
    }

    /** Reads fields and refuses to read past the end. */
    private static final class Reader {

        private final ByteBuffer in;

        Reader(byte[] body) {
            this.in = ByteBuffer.wrap(body);
        }

        int remaining() {
            return in.remaining();
        }

        int unsignedByte() {
            return need(Byte.BYTES).get() & 0xff;
        }

        int unsignedShort() {
            return need(Short.BYTES).getShort() & 0xffff;
        }

        long int64() {
            return need(Long.BYTES).getLong();
        }

        byte[] bytes(int length) {
            byte[] bytes = new byte[length];
            need(length).get(bytes);
            return bytes;
        }

        byte[] rest() {
            return bytes(in.remaining());
        }

        private ByteBuffer need(int length) {
            if (in.remaining() < length) {
                throw new MalformedInputException(
                        "an authentication message is " + (length - in.remaining()) + " bytes short of its next field");
            }
            return in;
        }
    }
}
