package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetryTokensTests {

    private static final InetSocketAddress CLIENT = address(1, 4_000);
    private static final byte[] DCID = {1, 2, 3, 4, 5, 6, 7, 8};

    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicInteger shed = new AtomicInteger();
    private final AtomicLong clock = new AtomicLong(TimeUnit.DAYS.toNanos(1));
    private final RetryTokens tokens = tokens();

    private RetryTokens tokens() {
        return new RetryTokens(2, 4, pending::get, clock::get, shed::incrementAndGet);
    }

    private static InetSocketAddress address(int host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host}), port);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ByteBuf token() {
        pending.set(2);
        ByteBuf token = Unpooled.buffer();
        assertThat(tokens.writeToken(token, Unpooled.wrappedBuffer(DCID), CLIENT))
                .isTrue();
        assertThat(token.readableBytes()).isLessThanOrEqualTo(tokens.maxTokenLength());
        return token;
    }

    @Test
    void nobodyIsAskedWhileFewArePending() {
        pending.set(1);
        ByteBuf token = Unpooled.buffer();
        assertThat(tokens.writeToken(token, Unpooled.wrappedBuffer(DCID), CLIENT))
                .isFalse();
        assertThat(token.isReadable()).isFalse();
    }

    @Test
    void tokenIsGoodForItsAddressAndCarriesTheConnectionId() {
        ByteBuf token = token();
        int offset = tokens.validateToken(token.slice(), CLIENT);
        assertThat(offset).isPositive();
        byte[] carried = new byte[token.readableBytes() - offset];
        token.getBytes(offset, carried);
        assertThat(carried).isEqualTo(DCID);
    }

    @Test
    void tokenIsWorthNothingElsewhere() {
        ByteBuf token = token();
        assertThat(tokens.validateToken(token.slice(), address(1, 4_001))).isEqualTo(-1);
        assertThat(tokens.validateToken(token.slice(), address(2, 4_000))).isEqualTo(-1);
        assertThat(tokens().validateToken(token.slice(), CLIENT)).isEqualTo(-1);
    }

    @Test
    void everyForgedByteIsNoticed() {
        ByteBuf token = token();
        for (int i = 0; i < token.readableBytes(); i++) {
            ByteBuf forged = token.copy();
            forged.setByte(i, forged.getByte(i) ^ 1);
            assertThat(tokens.validateToken(forged, CLIENT)).isEqualTo(-1);
        }
        for (int length = 0; length < token.readableBytes(); length++) {
            assertThat(tokens.validateToken(token.copy(0, length), CLIENT)).isEqualTo(-1);
        }
    }

    @Test
    void tokenExpires() {
        ByteBuf token = token();
        clock.addAndGet(TimeUnit.SECONDS.toNanos(10));
        assertThat(tokens.validateToken(token.slice(), CLIENT)).isPositive();
        clock.addAndGet(TimeUnit.SECONDS.toNanos(10));
        assertThat(tokens.validateToken(token.slice(), CLIENT)).isEqualTo(-1);
    }

    @Test
    void fullHouseTakesNobody() {
        ByteBuf token = token();
        pending.set(4);
        assertThat(tokens.validateToken(token.slice(), CLIENT)).isEqualTo(-1);
        assertThat(shed).hasValue(1);
    }
}
