package io.barrel.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
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

class NodeFileNameTests {

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
        String first = one.fileName().toLowerCase(Locale.ROOT);
        String second = other.fileName().toLowerCase(Locale.ROOT);
        assertThat(first.equals(second)).isEqualTo(one.equals(other));
    }

    @Property
    void manyNodesHaveAsManyFiles(@ForAll @Size(max = 50) List<@From("nodes") NodeId> nodes) {
        Map<String, NodeId> byFile = new HashMap<>();
        for (NodeId node : nodes) {
            NodeId other = byFile.putIfAbsent(node.fileName(), node);
            assertThat(other).isIn(null, node);
        }
    }

    @Property
    void aFileNameIsShortAndStaysInItsDirectory(@ForAll("nodes") NodeId node) {
        assertThat(node.fileName())
                .hasSizeLessThanOrEqualTo(200)
                .matches("[a-z0-9_][a-z0-9_.@~-]*")
                .isLowerCase();
    }

    @Test
    void shortLowerCaseNamesAreKeptAndOthersHashed() throws NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        String longest = "n".repeat(195) + "@host";
        assertThat(NodeId.of("orders@host-1").fileName()).isEqualTo("orders@host-1");
        assertThat(NodeId.of(longest).fileName()).isEqualTo(longest);
        assertThat(NodeId.of("n" + longest).fileName())
                .isEqualTo("n".repeat(150) + "~"
                        + HexFormat.of()
                                .formatHex(sha256.digest(("n" + longest).getBytes(StandardCharsets.US_ASCII)), 0, 16));
        assertThat(NodeId.of("Orders@host").fileName()).matches("orders@host~[0-9a-f]{32}");
    }

    @Test
    void noNodeNameLeadsOutOfTheDirectory() {
        for (String name :
                List.of("../x@h", "x@../h", "/etc/passwd@h", ".@h", "a@..", "a/b@h", "a\\b@h", "a@h\0", "~@h")) {
            assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> NodeId.of(name));
        }
    }
}
