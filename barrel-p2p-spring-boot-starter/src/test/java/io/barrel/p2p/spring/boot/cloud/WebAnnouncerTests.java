package io.barrel.p2p.spring.boot.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.isA;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import io.barrel.p2p.engine.NodeState;
import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.spring.boot.MockNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.cloud.client.discovery.event.InstanceRegisteredEvent;

class WebAnnouncerTests {

    private static final WebPaths PATHS = new WebPaths("/shop", "/shop/actuator", "/actuator");
    private static final WebPaths NO_PATHS = new WebPaths("", null, null);

    private final MockNode mock = MockNode.in(NodeState.JOINED);
    private final WebServerApplicationContext context = mock();

    @Test
    void endpointIsAnnouncedOnceTheWebServerIsUp() {
        WebAnnouncer announcer = announcer(NO_PATHS, Map.of("zone", "eu"), Duration.ZERO);
        announcer.start();
        assertThat(mock.services.offered).isEmpty();
        verify(context, never()).publishEvent(isA(InstanceRegisteredEvent.class));
        announcer.stop();

        announcer.onApplicationEvent(new Initialized(8080, context));
        announcer.start();

        assertThat(offered()).isEqualTo(Map.of("host", "10.0.0.1", "port", "8080", "scheme", "http", "zone", "eu"));
        verify(context).publishEvent(isA(InstanceRegisteredEvent.class));
    }

    @Test
    void pathsAndTheManagementPortAreTold() {
        WebAnnouncer announcer = announcer(PATHS, Map.of(), Duration.ZERO);
        announcer.onApplicationEvent(new Initialized(8080, context));
        announcer.start();
        assertThat(offered())
                .containsEntry("contextPath", "/shop")
                .containsEntry("management.port", "8080")
                .containsEntry("management.context-path", "/shop/actuator");
        announcer.stop();

        announcer.onApplicationEvent(new Initialized(9000, management()));
        announcer.start();
        assertThat(offered())
                .containsEntry("port", "8080")
                .containsEntry("management.port", "9000")
                .containsEntry("management.context-path", "/actuator");
    }

    @Test
    void serverOfAnotherContextIsNotOurs() {
        WebAnnouncer announcer = announcer(NO_PATHS, Map.of(), Duration.ZERO);
        announcer.onApplicationEvent(new Initialized(9000, management()));
        announcer.onApplicationEvent(new Initialized(8081, mock()));
        announcer.start();

        assertThat(mock.services.offered).isEmpty();
    }

    @Test
    void ownMetadataCannotChangeWhereTheEndpointIs() {
        WebAnnouncer announcer = announcer(NO_PATHS, Map.of("port", "1", "management.port", "2"), Duration.ZERO);
        announcer.onApplicationEvent(new Initialized(8080, context));
        announcer.start();

        assertThat(offered()).containsEntry("port", "8080").containsEntry("management.port", "2");
    }

    @Test
    void hostPortAndSchemeMayBeThoseOfAProxy() {
        WebAnnouncement announcement =
                new WebAnnouncement("orders", "orders.example", 443, true, NO_PATHS, Map.of(), Duration.ZERO);
        WebAnnouncer announcer = announcer(announcement);
        announcer.onApplicationEvent(new Initialized(8080, context));
        announcer.start();

        assertThat(offered()).isEqualTo(Map.of("host", "orders.example", "port", "443", "scheme", "https"));
    }

    @Test
    void hostThatNobodyCanCallStopsTheStart() {
        WebAnnouncer announcer =
                announcer(new WebAnnouncement("orders", "a b", null, false, NO_PATHS, Map.of(), Duration.ZERO));
        announcer.onApplicationEvent(new Initialized(8080, context));

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(announcer::start)
                .withMessageStartingWith("cloud.host=a b:8080 must be a host and port that others can call");
    }

    @Test
    void metadataThatIsTooLongStopsTheStart() {
        WebAnnouncer announcer = announcer(NO_PATHS, Map.of("long", "x".repeat(5_000)), Duration.ZERO);
        announcer.onApplicationEvent(new Initialized(8080, context));

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(announcer::start)
                .withMessageContaining("cloud.metadata=4 pairs must be shorter or fewer");
    }

    @Test
    void delayIsBounded() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> announcer(NO_PATHS, Map.of(), Duration.ofSeconds(21)))
                .withMessage("cloud.shutdown-delay=21s must be between 0s and 20s");
    }

    @Test
    void registrationTellsWhatIsAnnounced() {
        WebAnnouncer announcer = announcer(NO_PATHS, Map.of(), Duration.ZERO);
        P2pRegistration registration = announcer.registration();
        assertThat(registration.getServiceId()).isEqualTo("orders");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(registration::getPort)
                .withMessageContaining("'orders' is not announced yet");

        announcer.onApplicationEvent(new Initialized(8080, context));
        announcer.start();

        assertThat(registration.getUri()).hasToString("http://10.0.0.1:8080");
        assertThat(registration.getInstanceId()).isEqualTo(MockNode.SELF.value());
    }

    @Test
    void callOfItAsAServiceIsRefusedWithWhereToCall() {
        WebAnnouncer announcer = announcer(NO_PATHS, Map.of(), Duration.ZERO);
        announcer.onApplicationEvent(new Initialized(8080, context));
        announcer.start();

        assertThat(mock.services.call("web:orders", "{}"))
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("call it over HTTP, at http://10.0.0.1:8080");
    }

    @Test
    void endpointIsWithdrawnAtOnceAndTheServerGoesOnForAWhile() {
        given(mock.roster.count(MemberStatus.ALIVE)).willReturn(2);
        WebAnnouncer announcer = announcer(NO_PATHS, Map.of(), Duration.ofMillis(300));
        announcer.onApplicationEvent(new Initialized(8080, context));
        announcer.start();
        AtomicBoolean done = new AtomicBoolean();

        announcer.stop(() -> done.set(true));

        assertThat(mock.services.offered).isEmpty();
        assertThat(announcer.isRunning()).isFalse();
        assertThat(done).isFalse();
        Awaitility.await().untilTrue(done);
    }

    @Test
    void nothingIsWaitedForWhenNobodyElseIsThereOrNothingWasAnnounced() {
        AtomicBoolean done = new AtomicBoolean();
        WebAnnouncer alone = announcer(NO_PATHS, Map.of(), Duration.ofSeconds(20));
        alone.onApplicationEvent(new Initialized(8080, context));
        alone.start();
        alone.stop(() -> done.set(true));
        assertThat(done).isTrue();

        given(mock.roster.count(MemberStatus.ALIVE)).willReturn(2);
        AtomicBoolean doneToo = new AtomicBoolean();
        WebAnnouncer silent = announcer(NO_PATHS, Map.of(), Duration.ofSeconds(20));
        silent.start();
        silent.stop(() -> doneToo.set(true));
        assertThat(doneToo).isTrue();
    }

    private @Nullable Map<String, String> offered() {
        var offered = mock.services.offered.get("web:orders");
        return offered == null ? null : offered.metadata();
    }

    private WebAnnouncer announcer(WebPaths paths, Map<String, String> metadata, Duration delay) {
        return announcer(new WebAnnouncement("orders", null, null, false, paths, metadata, delay));
    }

    private WebAnnouncer announcer(WebAnnouncement announcement) {
        return new WebAnnouncer(mock.node, mock.services.registry, announcement, context, 0);
    }

    private static WebServerApplicationContext management() {
        WebServerApplicationContext child = mock();
        given(child.getServerNamespace()).willReturn("management");
        return child;
    }

    private static final class Initialized extends WebServerInitializedEvent {

        private static final long serialVersionUID = 1L;

        private final transient WebServerApplicationContext context;

        Initialized(int port, WebServerApplicationContext context) {
            super(server(port));
            this.context = context;
        }

        private static WebServer server(int port) {
            WebServer server = mock();
            given(server.getPort()).willReturn(port);
            return server;
        }

        @Override
        public WebServerApplicationContext getApplicationContext() {
            return context;
        }
    }
}
