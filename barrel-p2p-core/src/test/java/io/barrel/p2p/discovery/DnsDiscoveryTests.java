package io.barrel.p2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsDiscoveryTests {

    private static final String SERVICE = "_p2p._udp.orders.example";

    private final DnsTestServer server;
    private final LogCapture log = new LogCapture(ContactResolver.class);

    DnsDiscoveryTests() throws SocketException {
        server = new DnsTestServer();
    }

    @AfterEach
    void close() {
        server.close();
        log.close();
    }

    @Test
    void addressesOfANameGetThePortOfTheContact() throws IOException {
        List<Contact> contacts = new DnsDiscovery(List.of(new ContactSpec.Dns("localhost", 9_100))).contacts();

        assertThat(contacts).isNotEmpty().allSatisfy(contact -> {
            assertThat(contact.node()).isNull();
            assertThat(contact.address().host()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
            assertThat(contact.address().port()).isEqualTo(9_100);
        });
    }

    @Test
    void nameThatDoesNotResolveIsAFailureThatNamesIt() {
        DnsDiscovery discovery = new DnsDiscovery(List.of(new ContactSpec.Dns("nobody.invalid", 9_100)));

        assertThatIOException().isThrownBy(discovery::contacts).withMessageContaining("'nobody.invalid'");
    }

    @Test
    void nameThatDoesNotResolveCostsOnlyItself() throws IOException {
        server.put(SERVICE, new SrvRecord(0, 0, 9_100, "h1.example."));

        assertThat(discovery("dns:_p2p._udp.nobody.example", "dns:" + SERVICE).contacts())
                .containsExactly(contact("h1.example", 9_100));
        assertThat(log.warnings()).singleElement().asString().contains("_p2p._udp.nobody.example");
    }

    @Test
    void targetsOfAServiceComeByPriorityWithTheirOwnPorts() throws IOException {
        server.put(
                SERVICE,
                new SrvRecord(20, 5, 9_103, "h3.example."),
                new SrvRecord(0, 5, 9_101, "h1.example."),
                new SrvRecord(10, 5, 9_102, "h2.example."));

        assertThat(discovery("dns:" + SERVICE).contacts())
                .containsExactly(
                        contact("h1.example", 9_101), contact("h2.example", 9_102), contact("h3.example", 9_103));
    }

    @Test
    void writtenPortWinsOverTheRecords() throws IOException {
        server.put(SERVICE, new SrvRecord(0, 0, 9_101, "h1.example."));

        assertThat(discovery("dns:" + SERVICE + ":9200").contacts()).containsExactly(contact("h1.example", 9_200));
    }

    @Test
    void changedRecordsAreSeenAtTheNextLookUp() throws IOException {
        DnsDiscovery discovery = discovery("dns:" + SERVICE);
        server.put(SERVICE, new SrvRecord(0, 0, 9_101, "h1.example."));
        discovery.contacts();
        server.put(SERVICE, new SrvRecord(0, 0, 9_102, "h2.example."));

        assertThat(discovery.contacts()).containsExactly(contact("h2.example", 9_102));
    }

    @Test
    void loneDotSaysThatThereIsNoService() throws IOException {
        server.put(SERVICE, new SrvRecord(0, 0, 0, "."));

        assertThat(discovery("dns:" + SERVICE).contacts()).isEmpty();
    }

    @Test
    void unknownServiceIsAFailureThatNamesIt() {
        DnsDiscovery discovery = discovery("dns:" + SERVICE);

        assertThatIOException()
                .isThrownBy(discovery::contacts)
                .withMessageContaining("'" + SERVICE + "'")
                .withMessageContaining("no such name");
    }

    @Test
    void serverThatTalksNonsenseIsAFailureThatNamesTheService() {
        server.talkNonsense();
        DnsDiscovery discovery = discovery("dns:" + SERVICE);

        assertThatIOException().isThrownBy(discovery::contacts).withMessageContaining("'" + SERVICE + "'");
    }

    @Test
    void recordWithPortZeroIsAFailure() {
        server.put(SERVICE, new SrvRecord(0, 0, 0, "h1.example."));
        DnsDiscovery discovery = discovery("dns:" + SERVICE);

        assertThatIOException().isThrownBy(discovery::contacts).withMessageContaining("bad SRV record");
    }

    @Test
    void announcesNothing() throws IOException {
        DnsDiscovery discovery = new DnsDiscovery(List.of());
        discovery.announce(new Peer(NodeId.of("a@h"), new PeerAddress("h", 1)));
        discovery.withdraw(NodeId.of("a@h"));

        assertThat(discovery.contacts()).isEmpty();
        assertThat(discovery.name()).isEqualTo("dns");
    }

    @Test
    void weightsShareTheFirstPlaceInProportion() {
        Random random = new Random(42);
        SrvRecord heavy = new SrvRecord(0, 90, 1, "heavy.");
        SrvRecord light = new SrvRecord(0, 10, 1, "light.");
        SrvRecord none = new SrvRecord(0, 0, 1, "none.");
        int heavyFirst = 0;
        int noneFirst = 0;
        for (int i = 0; i < 10_000; i++) {
            SrvRecord first =
                    SrvRecord.inOrder(List.of(none, light, heavy), random).get(0);
            heavyFirst += first.equals(heavy) ? 1 : 0;
            noneFirst += first.equals(none) ? 1 : 0;
        }

        assertThat(heavyFirst).isBetween(8_800, 9_200);
        assertThat(noneFirst).isLessThan(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0 0 1", "0 0 1 a b", "x 0 1 a", "-1 0 1 a", "0 65536 1 a", "0 0 99999999999 a"})
    void malformedRecordIsRefused(String text) {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> SrvRecord.parse(text))
                .withMessageContaining("not an SRV record");
    }

    private DnsDiscovery discovery(String... names) {
        ContactResolver resolver = new ContactResolver(new DnsLookup(new SrvLookup(server.url()), new Random(1)));
        return new DnsDiscovery(
                List.of(names).stream()
                        .map(name -> (ContactSpec.Dns) ContactSpec.parse(name, 0))
                        .toList(),
                resolver);
    }

    private static Contact contact(String host, int port) {
        return new Contact(null, new PeerAddress(host, port));
    }
}
