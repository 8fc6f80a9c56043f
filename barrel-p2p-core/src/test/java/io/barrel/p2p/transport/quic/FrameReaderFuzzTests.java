package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.barrel.p2p.wire.Limits;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A stream says the same however it is cut. */
class FrameReaderFuzzTests {

    @FuzzTest
    void streamMayBeCutAnywhere(FuzzedDataProvider data) {
        int[] cuts = new int[data.consumeInt(0, 8)];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = data.consumeInt(0, 40);
        }
        byte[] stream = data.consumeRemainingAsBytes();
        assertThat(read(stream, cuts)).isEqualTo(read(stream, new int[0]));
    }

    private static List<String> read(byte[] stream, int[] cuts) {
        List<String> said = new ArrayList<>();
        EmbeddedChannel channel = new EmbeddedChannel(new FrameReader(new Recorder(said)));
        int begin = 0;
        for (int cut : cuts) {
            int end = Math.min(stream.length, begin + cut);
            channel.writeInbound(Unpooled.copiedBuffer(stream, begin, end - begin));
            begin = end;
        }
        channel.writeInbound(Unpooled.copiedBuffer(stream, begin, stream.length - begin));
        channel.finishAndReleaseAll();
        return said;
    }

    /** Ends as the link does: nothing is recorded behind the first fault. */
    private record Recorder(List<String> said) implements FrameReader.Receiver {

        @Override
        public boolean received(int protocol, ByteBuffer payload) {
            assertThat(payload.remaining()).isLessThanOrEqualTo(Limits.MAX_FRAME_PAYLOAD);
            if (!isOver()) {
                said.add(protocol + " " + payload.hashCode());
            }
            return true;
        }

        @Override
        public void malformed(String detail) {
            if (!isOver()) {
                said.add("malformed " + detail);
            }
        }

        @Override
        public void broken(String detail) {
            if (!isOver()) {
                said.add("broken");
            }
        }

        private boolean isOver() {
            return !said.isEmpty() && said.get(said.size() - 1).startsWith("malformed");
        }
    }
}
