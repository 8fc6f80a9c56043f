package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored")
class FrameReaderTests {

    private final List<String> frames = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new FrameReader(new FrameReader.Receiver() {
        @Override
        public boolean received(int protocol, ByteBuffer payload) {
            frames.add(protocol + ":" + payload.remaining());
            return protocol != 99;
        }

        @Override
        public void malformed(String detail) {
            faults.add(detail);
        }

        @Override
        public void broken(String detail) {
            faults.add(detail);
        }
    }));

    private static ByteBuf frame(int protocol, int size) {
        return Unpooled.buffer().writeInt(1 + size).writeByte(protocol).writeZero(size);
    }

    @Test
    void framesMayBeCutAnywhere() {
        ByteBuf stream = Unpooled.wrappedBuffer(frame(2, 3), frame(255, 0), frame(1, 300));
        while (stream.isReadable()) {
            channel.writeInbound(stream.readBytes(1));
        }
        assertThat(frames).containsExactly("2:3", "255:0", "1:300");
        assertThat(faults).isEmpty();
    }

    @Test
    void largestFrameIsTakenAndALargerRefusedBeforeItIsThere() {
        channel.writeInbound(frame(2, Limits.MAX_FRAME_PAYLOAD));
        assertThat(frames).containsExactly("2:" + Limits.MAX_FRAME_PAYLOAD);
        channel.writeInbound(Unpooled.buffer().writeInt(2 + Limits.MAX_FRAME_PAYLOAD));
        assertThat(faults).hasSize(1);
    }

    @Test
    void emptyAndNegativeLengthsAreRefused() {
        channel.writeInbound(Unpooled.buffer().writeInt(0));
        channel.writeInbound(Unpooled.buffer().writeInt(-1));
        assertThat(faults).hasSize(2);
        assertThat(frames).isEmpty();
    }

    @Test
    void nothingFollowsWhenTheReceiverIsDone() {
        channel.writeInbound(Unpooled.wrappedBuffer(frame(99, 1), frame(2, 1)));
        assertThat(frames).containsExactly("99:1");
    }

    @Test
    void endOfTheStreamIsTold() {
        channel.writeInbound(Unpooled.buffer().writeByte(0));
        channel.close();
        assertThat(faults).hasSize(1);
        assertThat(frames).isEmpty();
    }
}
