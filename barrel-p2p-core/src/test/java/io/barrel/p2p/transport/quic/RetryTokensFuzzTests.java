package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

class RetryTokensFuzzTests {

    private static final InetSocketAddress ADDRESS = address(7);

    private long now = 1_000_000_000_000L;
    private final RetryTokens tokens = new RetryTokens(0, 9, () -> 1, () -> now, () -> {});

    /** Nobody but the server makes a token: neither from nothing nor from one of another time, address or connection. */
    @FuzzTest
    void onlyTheTokenItselfIsGood(FuzzedDataProvider data) {
        // One object of the class gets every input, and the clock goes on.
        new RetryTokensFuzzTests().play(data);
    }

    private void play(FuzzedDataProvider data) {
        byte[] id = data.consumeBytes(20);
        byte[] mask = data.consumeBytes(40);
        long later = data.consumeLong(0, 40_000_000_000L);
        ByteBuf out = Unpooled.buffer();
        assertThat(tokens.writeToken(out, Unpooled.wrappedBuffer(id), ADDRESS)).isTrue();
        byte[] good = new byte[out.readableBytes()];
        out.getBytes(0, good);
        byte[] changed = good.clone();
        for (int i = 0; i < Math.min(mask.length, changed.length); i++) {
            changed[i] ^= mask[i];
        }
        byte[] made = data.consumeRemainingAsBytes();

        assertThat(accepts(good, ADDRESS)).isEqualTo(id.length > 0);
        assertThat(accepts(good, address(8))).isFalse();
        if (!Arrays.equals(changed, good)) {
            assertThat(accepts(changed, ADDRESS)).isFalse();
        }
        if (!Arrays.equals(made, good)) {
            assertThat(accepts(made, ADDRESS)).isFalse();
        }
        now += later;
        if (later >= 20_000_000_000L) {
            assertThat(accepts(good, ADDRESS)).isFalse();
        } else if (later <= 10_000_000_000L) {
            assertThat(accepts(good, ADDRESS)).isEqualTo(id.length > 0);
        }
    }

    private boolean accepts(byte[] token, InetSocketAddress address) {
        return tokens.validateToken(Unpooled.wrappedBuffer(token), address) >= 0;
    }

    private static InetSocketAddress address(int host) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host}), 9_100);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
