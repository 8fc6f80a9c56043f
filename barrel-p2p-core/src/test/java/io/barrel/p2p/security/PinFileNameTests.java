package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PinFileNameTests {

    @Provide
    Arbitrary<NodeId> nodes() {
        // few letters in both cases, so that names often differ in case only
        Arbitrary<String> part = Arbitraries.strings()
                .withChars("aAbB_")
                .ofMinLength(1)
                .ofMaxLength(3)
                .flatMap(head -> Arbitraries.of(1, 20, 60).map(head::repeat))
                .map(text -> text.substring(0, Math.min(text.length(), 126)));
        Arbitrary<String> tail = Arbitraries.strings().withChars("aA.-_").ofMaxLength(1);
        return Combinators.combine(part, tail, part, tail)
                .as((name, nameTail, host, hostTail) -> NodeId.of(name + nameTail + "@" + host + hostTail));
    }

    @Property
    void noTwoNodesShareAFileEvenWhereCaseIsNotToldApart(@ForAll("nodes") NodeId one, @ForAll("nodes") NodeId other) {
        String first = PinFileName.of(one).toLowerCase(Locale.ROOT);
        String second = PinFileName.of(other).toLowerCase(Locale.ROOT);
        assertThat(first.equals(second)).isEqualTo(one.equals(other));
    }

    @Property
    void manyNodesHaveAsManyFiles(@ForAll @Size(max = 50) List<@From("nodes") NodeId> nodes) {
        Map<String, NodeId> byFile = new HashMap<>();
        for (NodeId node : nodes) {
            NodeId other = byFile.putIfAbsent(PinFileName.of(node), node);
            assertThat(other).isIn(null, node);
        }
    }

    @Property
    void aFileNameIsShortAndStaysInItsDirectory(@ForAll("nodes") NodeId node) {
        assertThat(PinFileName.of(node))
                .hasSizeLessThanOrEqualTo(204)
                .matches("[a-z0-9_][a-z0-9_.@~-]*\\.pub")
                .isLowerCase();
    }

    @Test
    void shortLowerCaseNamesAreKeptAndOthersHashed() {
        String longest = "n".repeat(195) + "@host";
        assertThat(PinFileName.of(NodeId.of("orders@host-1"))).isEqualTo("orders@host-1.pub");
        assertThat(PinFileName.of(NodeId.of(longest))).isEqualTo(longest + ".pub");
        assertThat(PinFileName.of(NodeId.of("n" + longest)))
                .isEqualTo("n".repeat(150) + "~"
                        + Fingerprint.of(("n" + longest).getBytes(StandardCharsets.US_ASCII))
                                .substring(0, 32)
                        + ".pub");
        assertThat(PinFileName.of(NodeId.of("Orders@host"))).matches("orders@host~[0-9a-f]{32}\\.pub");
    }

    @Test
    void noNodeNameLeadsOutOfTheDirectory() {
        for (String name :
                List.of("../x@h", "x@../h", "/etc/passwd@h", ".@h", "a@..", "a/b@h", "a\\b@h", "a@h\0", "~@h")) {
            assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> NodeId.of(name));
        }
    }
}
