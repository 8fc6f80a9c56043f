package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TrustIndexTests {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456789Z");
    private static final PublicKey KEY = PublicKey.of(new byte[32]);
    private static final List<Pin> PINS = List.of(
            new Pin(NodeId.of("a@h"), KEY, AT, null, Pin.Source.TOFU),
            new Pin(NodeId.of("B@h"), KEY, AT, AT.plusSeconds(1), Pin.Source.OPERATOR, List.of(), AT),
            new Pin(
                    NodeId.of("n".repeat(253) + "@h"),
                    KEY,
                    Instant.MAX,
                    Instant.MIN,
                    Pin.Source.SUCCESSION,
                    Collections.nCopies(16, KEY.fingerprint()),
                    Instant.MIN));

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void refuses(String text, String message) {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> TrustIndex.parse(ascii(text)))
                .withMessage(message);
    }

    @Test
    void whatIsWrittenIsReadSortedByName() {
        assertThat(TrustIndex.parse(TrustIndex.encode(PINS)))
                .map(entry -> entry.with(KEY))
                .containsExactly(PINS.get(1), PINS.get(0), PINS.get(2));
        assertThat(TrustIndex.parse(TrustIndex.encode(List.of()))).isEmpty();
    }

    @Test
    void aLineIsPlainText() {
        assertThat(new String(TrustIndex.encode(PINS.subList(0, 1)), StandardCharsets.US_ASCII))
                .isEqualTo("barrel-p2p trust index 2\na@h\ta@h.pub\t2026-03-01T12:00:00.123456789Z\t-\ttofu\t"
                        + KEY.fingerprint() + "\t-\t-\n");
    }

    @Test
    void theLargestLinesFitTheBound() {
        assertThat(TrustIndex.encode(PINS).length).isLessThan(TrustIndex.maxBytes(PINS.size()));
        assertThat(TrustIndex.encode(PINS.subList(2, 3)).length).isLessThan(TrustIndex.maxBytes(1));
        assertThat(TrustIndex.maxBytes(Integer.MAX_VALUE)).isPositive();
    }

    @Test
    void damageIsNamedByLine() {
        String header = "barrel-p2p trust index 2\n";
        String good =
                new String(TrustIndex.encode(PINS.subList(0, 1)), StandardCharsets.US_ASCII).substring(header.length());
        refuses("", "line 1 is missing");
        refuses("barrel-p2p trust index 3\n", "line 1 is not 'barrel-p2p trust index 2'");
        refuses(header + good.substring(0, good.length() - 1), "line 2 is cut off");
        refuses(header + good + good, "line 3 names a@h a second time");
        refuses(header + "\n", "line 2 does not have 8 fields between tabs");
        refuses(header + good.replace("\n", "\tx\n"), "line 2 does not have 8 fields between tabs");
        refuses(header + good.replace("a@h.pub", "../a@h.pub"), "line 2 names a file that is not the one of its node");
        refuses(header + good.replace("2026-03", "2026-13"), "line 2 has a time that is none");
        refuses(
                header + good.replace("tofu", "TOFU"),
                "line 2 has a source that is neither tofu nor operator nor succession");
        refuses(header + good.replaceAll("[0-9a-f]{64}", "x"), "line 2 has a fingerprint that is none, or too many");
        String many = String.join(",", Collections.nCopies(17, KEY.fingerprint()));
        refuses(header + good.replace("-\n", many + "\n"), "line 2 has a fingerprint that is none, or too many");
        refuses(header + good.replace("-\n", "a,b\n"), "line 2 has a fingerprint that is none, or too many");
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> TrustIndex.parse(ascii(header + good.replace("a@h\t", "../../x\t"))))
                .withMessageContaining("is not a node name");
    }

    @Property
    void randomBytesAreRefused(@ForAll byte[] noise) {
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> TrustIndex.parse(noise));
    }

    @Property(tries = 3000)
    void aDamagedIndexIsReadOrRefusedNeverMore(@ForAll byte[] noise, @ForAll int position, @ForAll int length) {
        byte[] damaged = TrustIndex.encode(PINS);
        int begin = Math.floorMod(position, damaged.length);
        System.arraycopy(noise, 0, damaged, begin, Math.min(noise.length, damaged.length - begin));
        byte[] cut = Arrays.copyOf(damaged, 1 + Math.floorMod(length, damaged.length));
        for (byte[] bytes : List.of(damaged, cut)) {
            try {
                assertThat(TrustIndex.parse(bytes)).hasSizeLessThanOrEqualTo(PINS.size() + noise.length);
            } catch (MalformedInputException e) {
                assertThat(e).hasMessageMatching("(?s)line \\d+ .*|'.*' is not a node name: .*");
            }
        }
    }
}
