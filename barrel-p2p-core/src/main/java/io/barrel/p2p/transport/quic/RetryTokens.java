package io.barrel.p2p.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.incubator.codec.quic.Quic;
import io.netty.incubator.codec.quic.QuicTokenHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The door of the server: decides which first packets get a connection (RFC 9000, section 8.1.2).
 *
 * <p>With few connections pending nobody is asked for anything. Above {@code retryAbove} a client must come back with a
 * token that only reaches the address it claims; at {@code maxPending} nothing gets in. Neither leaves state behind.
 *
 * <pre>token = HMAC-SHA-256(key, bucket ‖ port ‖ address ‖ dcid), truncated to 16 bytes ‖ bucket:4 ‖ original dcid</pre>
 */
final class RetryTokens implements QuicTokenHandler {

    private static final int MAC_LENGTH = 16;
    private static final int OFFSET = MAC_LENGTH + Integer.BYTES;

    /** A token is good in the bucket it was made in and the next. */
    private static final long BUCKET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Mac mac;
    private final int retryAbove;
    private final int maxPending;
    private final IntSupplier pending;
    private final LongSupplier nanoTime;
    private final Runnable onShed;

    /**
     * Tokens under a fresh random key.
     *
     * @param pending inbound connections that are not authenticated now
     * @param onShed called for each first packet that is dropped because too many are pending
     */
    RetryTokens(int retryAbove, int maxPending, IntSupplier pending, LongSupplier nanoTime, Runnable onShed) {
        this.retryAbove = Math.min(retryAbove, maxPending);
        this.maxPending = maxPending;
        this.pending = pending;
        this.nanoTime = nanoTime;
        this.onShed = onShed;
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public boolean writeToken(ByteBuf out, ByteBuf dcid, InetSocketAddress address) {
        if (pending.getAsInt() < retryAbove) {
            return false;
        }
        byte[] id = bytes(dcid, 0);
        int bucket = bucket();
        out.writeBytes(sign(bucket, address, id)).writeInt(bucket).writeBytes(id);
        return true;
    }

    @Override
    public int validateToken(ByteBuf token, InetSocketAddress address) {
        if (pending.getAsInt() >= maxPending) {
            onShed.run();
            return -1;
        }
        if (token.readableBytes() <= OFFSET || token.readableBytes() > maxTokenLength()) {
            return -1;
        }
        byte[] presented = new byte[MAC_LENGTH];
        token.getBytes(token.readerIndex(), presented);
        int bucket = token.getInt(token.readerIndex() + MAC_LENGTH);
        int age = bucket() - bucket;
        if (age != 0 && age != 1) {
            return -1;
        }
        return MessageDigest.isEqual(presented, sign(bucket, address, bytes(token, OFFSET))) ? OFFSET : -1;
    }

    @Override
    public int maxTokenLength() {
        return OFFSET + Quic.MAX_CONN_ID_LEN;
    }

    private int bucket() {
        return (int) (nanoTime.getAsLong() / BUCKET_NANOS);
    }

    private byte[] sign(int bucket, InetSocketAddress address, byte[] dcid) {
        mac.update(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(bucket)
                .putInt(address.getPort())
                .flip());
        byte[] host = address.getAddress().getAddress();
        mac.update((byte) host.length);
        mac.update(host);
        return Arrays.copyOf(mac.doFinal(dcid), MAC_LENGTH);
    }

    private static byte[] bytes(ByteBuf buffer, int offset) {
        byte[] bytes = new byte[buffer.readableBytes() - offset];
        buffer.getBytes(buffer.readerIndex() + offset, bytes);
        return bytes;
    }
}
