package io.barrel.p2p.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalAddressesTests {

    @Test
    void configuredHostWins() throws UnknownHostException {
        assertThat(addresses("10.0.0.7").advertiseHost("p2p.example", "10.0.0.8"))
                .isEqualTo("p2p.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.8", "127.0.0.1", "::1", "host.invalid"})
    void particularBindAddressIsAdvertised(String bindAddress) throws UnknownHostException {
        assertThat(addresses("10.0.0.7").advertiseHost(null, bindAddress)).isEqualTo(bindAddress);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void firstSiteLocalIpv4AddressIsPreferred(String wildcard) throws UnknownHostException {
        LocalAddresses addresses = addresses(
                "127.0.0.1", "169.254.1.1", "fe80::1", "2001:db8::1", "203.0.113.5", "192.168.1.7", "10.0.0.7");

        assertThat(addresses.advertiseHost(null, wildcard)).isEqualTo("192.168.1.7");
    }

    @Test
    void otherAddressesFollowIpv4First() throws UnknownHostException {
        assertThat(addresses("2001:db8::1", "203.0.113.5").advertiseHost(null, "0.0.0.0"))
                .isEqualTo("203.0.113.5");
        assertThat(addresses("fe80::1", "2001:db8::1").advertiseHost(null, "0.0.0.0"))
                .isEqualTo("2001:db8:0:0:0:0:0:1");
    }

    @Test
    void hostWithoutANetworkAdvertisesLoopback() throws UnknownHostException {
        assertThat(addresses().advertiseHost(null, "0.0.0.0")).isEqualTo("127.0.0.1");
        assertThat(addresses("127.0.0.1", "::1", "fe80::1", "169.254.1.1").advertiseHost(null, "0.0.0.0"))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void thisHostHasAnAddressToAdvertise() throws UnknownHostException {
        String host = LocalAddresses.ofThisHost().advertiseHost(null, "0.0.0.0");

        assertThat(InetAddress.getByName(host).isAnyLocalAddress()).isFalse();
    }

    @Test
    void hostNameOfTheEnvironmentWins() {
        assertThat(LocalAddresses.hostname(Map.of("HOSTNAME", " pod-1 "))).isEqualTo("pod-1");
        assertThat(LocalAddresses.hostname(Map.of("HOSTNAME", " "))).isNotBlank();
        assertThat(LocalAddresses.hostname(Map.of())).isNotBlank();
    }

    private static LocalAddresses addresses(String... literals) throws UnknownHostException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String literal : literals) {
            addresses.add(InetAddress.getByName(literal));
        }
        return new LocalAddresses(addresses);
    }
}
