package io.barrel.p2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContactSpecTests {

    @Test
    void namedContactIsDialledAtTheHostInItsName() {
        assertThat(ContactSpec.parse("orders@host-1:9100", 0))
                .isEqualTo(new ContactSpec.Named(NodeId.of("orders@host-1"), new PeerAddress("host-1", 9_100)));
    }

    @Test
    void portLeftOutIsTheDefaultPort() {
        assertThat(ContactSpec.parse("orders@host-1", 9_200))
                .isEqualTo(new ContactSpec.Named(NodeId.of("orders@host-1"), new PeerAddress("host-1", 9_200)));
        assertThat(ContactSpec.parse("dns:orders.example", 9_200))
                .isEqualTo(new ContactSpec.Dns("orders.example", 9_200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders@host-1", "dns:orders.example"})
    void portLeftOutWithoutAFixedListenPortIsAnErrorThatSaysSo(String text) {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> ContactSpec.parse(text, 0))
                .withMessageContaining("'" + text + "'")
                .withMessageContaining("listen-port is 0");
    }

    @Test
    void addressesAreReadWithNamesAndBothKindsOfLiterals() {
        assertThat(ContactSpec.parse("host-1:9100", 1)).isEqualTo(at("host-1", 9_100));
        assertThat(ContactSpec.parse("10.0.0.7:9100", 1)).isEqualTo(at("10.0.0.7", 9_100));
        assertThat(ContactSpec.parse("[::1]:9100", 1)).isEqualTo(at("::1", 9_100));
    }

    @Test
    void dnsNameIsReadWithItsPort() {
        assertThat(ContactSpec.parse("dns:orders.example.:9100", 1))
                .isEqualTo(new ContactSpec.Dns("orders.example.", 9_100));
    }

    @Test
    void serviceNameNeedsNoPort() {
        ContactSpec spec = ContactSpec.parse("dns:_p2p._udp.orders.example", 0);

        assertThat(spec).isEqualTo(new ContactSpec.Dns("_p2p._udp.orders.example", 0));
        assertThat(((ContactSpec.Dns) spec).isService()).isTrue();
        assertThat(new ContactSpec.Dns("p2p.udp.example", 1).isService()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "host",
                "host:",
                ":9100",
                "host:0",
                "host:65536",
                "host:x",
                "::1:9100",
                "[::1]",
                "@host:1",
                "a@",
                "a@b@c:1",
                "a@b:",
                "a@b:0",
                "a@b:1:2",
                "a b@c:1",
                "dns:",
                "dns::9100",
                "dns:9100",
                "dns:a..b:1",
                "dns:a b:1",
                "dns:a:0",
                "dns:a:b",
                "dns:-a:1",
                "dns:[::1]:1",
                "a@b:99999999999",
                "host:1\n",
                "ho\u0000st:1"
            })
    void anythingElseIsRefusedWithTheTextAndTheForms(String text) {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> ContactSpec.parse(text, 9_100))
                .withMessageContaining("name@host[:port], host:port or dns:name[:port]")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}"));
    }

    @Test
    void longTextIsRefusedShortly() {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> ContactSpec.parse("h".repeat(1_000_000) + ":1", 1))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text, @ForAll @IntRange(max = 65_535) int port) {
        try {
            ContactSpec spec = ContactSpec.parse(text, port);
            assertThat(ContactSpec.parse(spec.toString(), 0)).isEqualTo(spec);
        } catch (MalformedInputException e) {
            assertThat(e.getMessage()).startsWith("contact '");
        }
    }

    @ParameterizedTest
    @CsvSource({"orders@host-1:9100", "host-1:9100", "[::1]:9100", "dns:orders.example:9100", "dns:_p2p._udp.example"})
    void writtenFormIsKept(String text) {
        assertThat(ContactSpec.parse(text, 0)).hasToString(text);
    }

    private static ContactSpec at(String host, int port) {
        return new ContactSpec.At(new PeerAddress(host, port));
    }
}
