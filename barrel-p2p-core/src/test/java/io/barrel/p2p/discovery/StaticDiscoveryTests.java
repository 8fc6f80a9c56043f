package io.barrel.p2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaticDiscoveryTests {

    private static final Contact A = new Contact(NodeId.of("a@h1"), new PeerAddress("h1", 9_100));
    private static final Contact B = new Contact(null, new PeerAddress("h2", 9_101));

    @TempDir
    private Path directory;

    private final LogCapture log = new LogCapture(StaticDiscovery.class);
    private final LogCapture resolverLog = new LogCapture(ContactResolver.class);

    @AfterEach
    void closeLogs() {
        log.close();
        resolverLog.close();
    }

    @Test
    void listComesBackInItsOrder() throws IOException {
        StaticDiscovery discovery = new StaticDiscovery(specs("h2:9101", "a@h1:9100"));

        assertThat(discovery.contacts()).containsExactly(B, A);
        assertThat(discovery.name()).isEqualTo("static");
    }

    @Test
    void announcesNothing() throws IOException {
        StaticDiscovery discovery = new StaticDiscovery(specs());
        discovery.announce(new Peer(NodeId.of("a@h1"), new PeerAddress("h1", 9_100)));
        discovery.withdraw(NodeId.of("a@h1"));

        assertThat(discovery.contacts()).isEmpty();
    }

    @Test
    void dnsNameInTheListIsResolved() throws IOException {
        StaticDiscovery discovery = new StaticDiscovery(specs("dns:localhost:9100"));

        assertThat(discovery.contacts()).isNotEmpty().allSatisfy(contact -> {
            assertThat(contact.node()).isNull();
            assertThat(contact.address().host()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
            assertThat(contact.address().port()).isEqualTo(9_100);
        });
    }

    @Test
    void nameThatDoesNotResolveCostsOnlyItself() throws IOException {
        StaticDiscovery discovery = new StaticDiscovery(specs("dns:nobody.invalid:1", "h2:9101"));

        assertThat(discovery.contacts()).containsExactly(B);
        assertThat(discovery.contacts()).containsExactly(B);
        assertThat(resolverLog.warnings()).singleElement().asString().contains("nobody.invalid");
    }

    @Test
    void nothingLeftButNamesThatDoNotResolveIsAFailureThatNamesTheFirst() {
        StaticDiscovery discovery = new StaticDiscovery(specs("dns:nobody.invalid:1", "dns:noone.invalid:1"));

        assertThatIOException().isThrownBy(discovery::contacts).withMessageContaining("nobody.invalid");
        assertThat(resolverLog.warnings()).isEmpty();
    }

    @Test
    void topologyFileIsReadWithItsComments() throws IOException {
        StaticDiscovery discovery = topology("# ours\n\n  a@h1  # the first\r\nh2:9101\n");

        assertThat(discovery.contacts()).containsExactly(A, B);
    }

    @Test
    void topologyFileIsReadAnewAtEachLookUp() throws IOException {
        StaticDiscovery discovery = topology("a@h1\n");
        assertThat(discovery.contacts()).containsExactly(A);

        topology("h2:9101\n");

        assertThat(discovery.contacts()).containsExactly(B);
    }

    @Test
    void badLineIsNamedOnceAndPassedOver() throws IOException {
        StaticDiscovery discovery = topology("a@h1\nnonsense\nh2:9101\n");

        assertThat(discovery.contacts()).containsExactly(A, B);
        assertThat(discovery.contacts()).containsExactly(A, B);
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith(file() + ":2: contact 'nonsense' is not")
                .endsWith("this line is passed over");
    }

    @Test
    void lineMendedAndBrokenAgainIsNamedAgain() throws IOException {
        StaticDiscovery discovery = topology("nonsense\n");
        discovery.contacts();
        topology("a@h1\n");
        discovery.contacts();
        topology("nonsense\n");
        discovery.contacts();

        assertThat(log.warnings()).hasSize(2);
    }

    @Test
    void missingFileIsAFailureThatNamesIt() {
        StaticDiscovery discovery = new StaticDiscovery(file(), 9_100);

        assertThatIOException().isThrownBy(discovery::contacts).withMessageContaining(file().toString());
    }

    @Test
    void directoryInPlaceOfTheFileIsAFailure() throws IOException {
        Files.createDirectory(file());

        assertThatIOException()
                .isThrownBy(() -> new StaticDiscovery(file(), 1).contacts())
                .withMessageContaining("not a regular file");
    }

    @Test
    void hugeFileIsRefused() throws IOException {
        StaticDiscovery large = topology("h2:9101\n".repeat(10_000));
        assertThatIOException().isThrownBy(large::contacts).withMessageContaining("65536 bytes");

        StaticDiscovery many = topology("\n".repeat(1_025));
        assertThatIOException().isThrownBy(many::contacts).withMessageContaining("1024 lines");
    }

    @Test
    void randomBytesAreBadLines() throws IOException {
        byte[] noise = new byte[4_096];
        new Random(1).nextBytes(noise);
        Files.write(file(), noise);

        assertThat(new StaticDiscovery(file(), 9_100).contacts()).isEmpty();
        assertThat(log.warnings()).isNotEmpty();
    }

    private Path file() {
        return directory.resolve("topology");
    }

    private StaticDiscovery topology(String text) throws IOException {
        Files.writeString(file(), text);
        return new StaticDiscovery(file(), 9_100);
    }

    private static List<ContactSpec> specs(String... texts) {
        return List.of(texts).stream().map(text -> ContactSpec.parse(text, 0)).toList();
    }
}
