package io.barrel.p2p.spring.boot.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import io.barrel.p2p.service.ServiceInstance;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.spring.boot.MockNode;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class WebInstancesTests {

    private static final Map<String, String> SOUND = Map.of("host", "10.0.0.2", "port", "8080", "scheme", "http");

    private final ServiceRegistry registry = mock();
    private final WebInstances instances = new WebInstances(() -> registry);

    @Test
    void endpointIsWhatItsMetadataSays() {
        announced(Map.of("host", "orders.example", "port", "8443", "scheme", "https", "zone", "eu"));

        assertThat(instances.of("orders")).singleElement().satisfies(instance -> {
            assertThat(instance.getServiceId()).isEqualTo("orders");
            assertThat(instance.getInstanceId()).isEqualTo(MockNode.ACTIVE.value());
            assertThat(instance.getNode()).isEqualTo(MockNode.ACTIVE);
            assertThat(instance.getHost()).isEqualTo("orders.example");
            assertThat(instance.getPort()).isEqualTo(8443);
            assertThat(instance.isSecure()).isTrue();
            assertThat(instance.getScheme()).isEqualTo("https");
            assertThat(instance.getUri()).isEqualTo(URI.create("https://orders.example:8443"));
            assertThat(instance.getMetadata()).containsEntry("zone", "eu");
        });
    }

    @Test
    void addressOfSixteenBytesStandsInBrackets() {
        announced(Map.of("host", "fd00::1", "port", "80"));

        assertThat(instances.of("orders")).singleElement().satisfies(instance -> {
            assertThat(instance.getHost()).isEqualTo("[fd00::1]");
            assertThat(instance.getUri()).isEqualTo(URI.create("http://[fd00::1]:80"));
            assertThat(instance.isSecure()).isFalse();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                       | 8080   | http  | it has no host
            10.0.0.9   |        | http  | it has no port
            10.0.0.9   | 0      | http  | its port is not between 1 and 65535
            10.0.0.9   | 65536  | http  | its port is not between 1 and 65535
            10.0.0.9   | 123456 | http  | its port is not one
            10.0.0.9   | -80    | http  | its port is not one
            10.0.0.9   | +80    | http  | its port is not one
            10.0.0.9   | 8080   | file  | its scheme is neither http nor https
            a/b        | 8080   | http  | its host is not one
            me@there   | 8080   | http  | its host is not one
            'a b'      | 8080   | http  | its host is not one
            -a-        | 8080   | http  | its host is neither a name nor an address
            1:2        | 8080   | http  | its host is neither a name nor an address
            """)
    void endpointThatCannotBeCalledIsLeftOutAndLogged(
            @Nullable String host, @Nullable String port, String scheme, String reason, CapturedOutput output) {
        Map<String, String> metadata = new HashMap<>();
        metadata.put("scheme", scheme);
        if (host != null) {
            metadata.put("host", host);
        }
        if (port != null) {
            metadata.put("port", port);
        }
        announced(List.of(metadata, SOUND));

        assertThat(instances.of("orders"))
                .extracting(P2pServiceInstance::getHost)
                .containsExactly("10.0.0.2");
        assertThat(output)
                .contains("A web endpoint cannot be called and is left out")
                .contains(reason);
    }

    @Test
    void absurdlyLongHostIsLeftOut() {
        announced(Map.of("host", "a".repeat(256), "port", "8080"));

        assertThat(instances.of("orders")).isEmpty();
    }

    @Test
    void malformedEndpointIsLoggedOnceForAsLongAsNothingChanges(CapturedOutput output) {
        announced(Map.of());
        instances.of("orders");
        instances.of("orders");
        assertThat(output.getAll().split("cannot be called", -1)).hasSize(2);

        announced(SOUND);
        assertThat(instances.of("orders")).hasSize(1);
    }

    @Test
    void onlyWebEndpointsAreApplications() {
        given(registry.services()).willReturn(Set.of("web:till", "orders", "web:orders", "webs"));

        assertThat(instances.applications()).containsExactly("orders", "till");
        assertThat(new P2pDiscoveryClient(instances, 3).getServices()).containsExactly("orders", "till");
        assertThat(new P2pReactiveDiscoveryClient(instances, 3).getServices().toIterable())
                .containsExactly("orders", "till");
    }

    @Test
    void bothClientsFindTheSame() {
        announced(SOUND);
        P2pDiscoveryClient waiting = new P2pDiscoveryClient(instances, 3);
        P2pReactiveDiscoveryClient reactive = new P2pReactiveDiscoveryClient(instances, 3);

        assertThat(waiting.getInstances("orders")).hasSize(1);
        assertThat(reactive.getInstances("orders").toIterable())
                .containsExactlyElementsOf(waiting.getInstances("orders"));
        assertThat(waiting.getInstances("prices")).isEmpty();
        assertThat(waiting.getOrder()).isEqualTo(reactive.getOrder()).isEqualTo(3);
    }

    private void announced(Map<String, String> metadata) {
        announced(List.of(metadata));
    }

    private void announced(List<Map<String, String>> metadata) {
        List<ServiceInstance> list = metadata.stream()
                .map(pairs -> new ServiceInstance("web:orders", MockNode.ACTIVE, pairs, MockNode.START))
                .toList();
        given(registry.lookup("web:orders")).willReturn(list);
    }
}
