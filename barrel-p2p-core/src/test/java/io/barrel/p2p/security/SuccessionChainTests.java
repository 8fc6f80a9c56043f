package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuccessionChainTests {

    private static final NodeId NODE = NodeId.of("orders@host-1");
    private final SeededSecureRandom random = new SeededSecureRandom(7);
    private final List<NodeIdentity> identities = new ArrayList<>();

    @TempDir(factory = FastTempDir.class)
    Path directory;

    SuccessionChainTests() {
        for (int i = 0; i < 20; i++) {
            identities.add(NodeIdentity.generate(random));
        }
    }

    private SuccessionLink link(int from, int to, long time) {
        return SuccessionLink.sign(NODE, identities.get(from), identities.get(to), time);
    }

    private SuccessionChain chain(int links) {
        SuccessionChain chain = SuccessionChain.NONE;
        for (int i = 0; i < links; i++) {
            chain = chain.with(link(i, i + 1, i));
        }
        return chain;
    }

    private static void assertNoChain(SuccessionLink... links) {
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> new SuccessionChain(List.of(links)));
    }

    @Test
    void linksThatDoNotConnectAreNoChain() {
        assertNoChain(link(0, 1, 1), link(2, 3, 2));
        assertNoChain(link(0, 1, 1), link(1, 2, 1));
        assertNoChain(link(0, 0, 1));
    }

    @Test
    void theOldestLinksAreForgotten() {
        assertThat(chain(19).links()).hasSize(16);
        assertThat(chain(19).links().get(0).oldKey())
                .isEqualTo(identities.get(3).publicKey());
        assertThat(chain(19).last().newKey()).isEqualTo(identities.get(19).publicKey());
    }

    @Test
    void timeGrowsWhateverTheClockDoes() {
        assertThat(SuccessionChain.NONE.issuedAt(-5)).isEqualTo(-5);
        assertThat(chain(3).issuedAt(100)).isEqualTo(100);
        assertThat(chain(3).issuedAt(-100)).isEqualTo(3);
    }

    @Test
    void aTailThatNeverCameIntoForceIsLeftOut() {
        assertThat(chain(4).endingAt(identities.get(3).publicKey()).links()).hasSize(3);
        assertThat(chain(4).endingAt(identities.get(0).publicKey()).links()).isEmpty();
        assertThat(chain(4).endingAt(identities.get(9).publicKey()).links()).isEmpty();
    }

    @Test
    void theWayBeginsAtTheLastTimeAKeyWasGivenUp() {
        SuccessionChain swing = new SuccessionChain(List.of(link(0, 1, 1), link(1, 0, 2), link(0, 1, 3)));

        assertThat(swing.wayFrom(NODE, identities.get(0).publicKey(), Long.MIN_VALUE))
                .hasValueSatisfying(way -> assertThat(way).hasSize(1));
        assertThat(swing.wayFrom(NODE, identities.get(0).publicKey(), 3)).isEmpty();
        assertThat(swing.wayFrom(NODE, identities.get(5).publicKey(), 0)).isEmpty();
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        SuccessionFile file = new SuccessionFile(new SecureFiles(), directory);
        assertThat(file.read().isEmpty()).isTrue();
        file.write(chain(16));

        SuccessionChain read = file.read();
        assertThat(SuccessionFile.encode(read)).isEqualTo(SuccessionFile.encode(chain(16)));
        assertThat(read.wayFrom(NODE, identities.get(0).publicKey(), Long.MIN_VALUE))
                .isPresent();
    }

    @Test
    void aDamagedFileStopsTheStart() throws IOException {
        SuccessionFile file = new SuccessionFile(new SecureFiles(), directory);
        file.write(chain(2));
        String good = Files.readString(directory.resolve("succession"));
        List<String> bad = List.of(
                "",
                "x" + good,
                good.substring(0, good.length() - 1),
                good.replace(" 1 ", " one "),
                good.replace("=", "*"),
                good.replace("\n", "\n\n"),
                good.replace(" 1 ", " 0 "));
        for (String text : bad) {
            Files.writeString(directory.resolve("succession"), text, StandardCharsets.US_ASCII);
            assertThatExceptionOfType(NodeStartException.class).as(text).isThrownBy(file::read);
        }
    }
}
