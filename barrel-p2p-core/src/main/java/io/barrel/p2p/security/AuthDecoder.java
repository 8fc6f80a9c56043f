package io.barrel.p2p.security;

import io.barrel.p2p.wire.Limits;
import io.barrel.p2p.wire.MalformedInputException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into {@link AuthMessage}s. Keeps at most one message, and takes memory for it only once its
 * length was found to be possible for its type.
 */
final class AuthDecoder {

    /** Bytes of the length read so far, 0 to {@link AuthCodec#PREFIX}. */
    private int prefixRead;

    private int length;
    private byte @Nullable [] body;
    private int bodyRead;

    /**
     * Takes bytes until one message is complete.
     *
     * @param bytes read from its position; what follows the message is left in it
     * @return the message, or null when all bytes are taken and it is not complete
     * @throws MalformedInputException if there is no such message; the decoder is of no further use
     */
    @Nullable
    AuthMessage next(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (prefixRead < AuthCodec.PREFIX) {
                onPrefix(bytes.get() & 0xff);
            } else if (body == null) {
                body = begin(bytes.get());
                bodyRead = 1;
            } else {
                int taken = Math.min(bytes.remaining(), length - bodyRead);
                bytes.get(body, bodyRead, taken);
                bodyRead += taken;
            }
            if (body != null && bodyRead == length) {
                byte[] complete = body;
                body = null;
                prefixRead = 0;
                length = 0;
                return AuthCodec.decode(complete);
            }
        }
        return null;
    }

    /** Whether the bytes so far end inside a message. */
    boolean insideMessage() {
        return prefixRead > 0;
    }

    private void onPrefix(int octet) {
        length = length << 8 | octet;
        prefixRead++;
        if (prefixRead == AuthCodec.PREFIX && (length == 0 || length > Limits.MAX_AUTH_MESSAGE)) {
            throw new MalformedInputException("an authentication message has 1 to " + Limits.MAX_AUTH_MESSAGE
                    + " bytes, this one announces " + length);
        }
    }

    private byte[] begin(byte type) {
        int max = AuthCodec.maxLength(type & 0xff);
        if (length > max) {
            throw new MalformedInputException("an authentication message of type " + (type & 0xff) + " has at most "
                    + max + " bytes, this one announces " + length);
        }
        byte[] message = new byte[length];
        message[0] = type;
        return message;
    }
}
