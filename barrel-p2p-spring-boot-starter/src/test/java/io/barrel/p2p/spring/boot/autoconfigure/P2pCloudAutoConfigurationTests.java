package io.barrel.p2p.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.event.ServiceDown;
import io.barrel.p2p.event.ServiceRegistered;
import io.barrel.p2p.event.ServiceUnregistered;
import io.barrel.p2p.event.ServiceUpdated;
import io.barrel.p2p.service.ServiceInstance;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.spring.boot.cloud.P2pDiscoveryClient;
import io.barrel.p2p.spring.boot.cloud.P2pReactiveDiscoveryClient;
import io.barrel.p2p.spring.boot.cloud.WebAnnouncer;
import io.barrel.p2p.spring.boot.cloud.WebInstances;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.cloud.loadbalancer.cache.LoadBalancerCacheManager;
import org.springframework.context.ApplicationListener;

/** When Spring Cloud finds web endpoints, and when the application's own is announced. */
class P2pCloudAutoConfigurationTests {

    private final MockNode mock = new MockNode();

    private final AutoConfigurations configurations = AutoConfigurations.of(
            P2pAutoConfiguration.class,
            P2pDiscoveryClientAutoConfiguration.class,
            P2pWebAnnouncementAutoConfiguration.class,
            P2pLoadBalancerAutoConfiguration.class,
            CompositeDiscoveryClientAutoConfiguration.class,
            SimpleDiscoveryClientAutoConfiguration.class,
            CommonsClientAutoConfiguration.class,
            UtilAutoConfiguration.class);

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(configurations).withBean(BarrelP2p.class, () -> mock.node);

    private final WebApplicationContextRunner web = new WebApplicationContextRunner()
            .withConfiguration(configurations)
            .withBean(BarrelP2p.class, () -> mock.node)
            .withPropertyValues("spring.application.name=orders");

    @Test
    void discoveryClientsAreThere() {
        runner.withPropertyValues("barrel.p2p.cloud.order=7").run(context -> {
            assertThat(context).hasSingleBean(P2pReactiveDiscoveryClient.class);
            assertThat(context.getBean(P2pDiscoveryClient.class).getOrder()).isEqualTo(7);
            assertThat(context.getBean(CompositeDiscoveryClient.class).getDiscoveryClients())
                    .contains(context.getBean(P2pDiscoveryClient.class));
        });
    }

    @Test
    void withoutSpringCloudNothingChanges() {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        P2pAutoConfiguration.class,
                        P2pDiscoveryClientAutoConfiguration.class,
                        P2pWebAnnouncementAutoConfiguration.class,
                        P2pLoadBalancerAutoConfiguration.class))
                .withBean(BarrelP2p.class, () -> mock.node)
                .withPropertyValues("spring.application.name=orders")
                .withClassLoader(new FilteredClassLoader("org.springframework.cloud"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(WebInstances.class)
                        .doesNotHaveBean(WebAnnouncer.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring.cloud.discovery.enabled", "barrel.p2p.cloud.enabled", "barrel.p2p.enabled"})
    void allOfItCanBeTurnedOff(String property) {
        web.withPropertyValues(property + "=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(WebInstances.class)
                        .doesNotHaveBean(P2pDiscoveryClient.class)
                        .doesNotHaveBean(P2pReactiveDiscoveryClient.class)
                        .doesNotHaveBean(WebAnnouncer.class));
    }

    @Test
    void eachClientCanBeTurnedOff() {
        runner.withPropertyValues("spring.cloud.discovery.blocking.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(P2pDiscoveryClient.class)
                        .hasSingleBean(P2pReactiveDiscoveryClient.class));
        runner.withPropertyValues("spring.cloud.discovery.reactive.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(P2pDiscoveryClient.class)
                        .doesNotHaveBean(P2pReactiveDiscoveryClient.class));
    }

    @Test
    void withoutReactorThereIsTheWaitingClientOnly() {
        runner.withClassLoader(new FilteredClassLoader("reactor", "org.springframework.web.reactive"))
                .run(context -> assertThat(context)
                        .hasSingleBean(P2pDiscoveryClient.class)
                        .doesNotHaveBean("p2pReactiveDiscoveryClient"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring.cloud.service-registry.auto-registration.enabled", "barrel.p2p.cloud.register"})
    void announcementAloneCanBeTurnedOff(String property) {
        web.run(context -> assertThat(context).hasSingleBean(WebAnnouncer.class).hasSingleBean(Registration.class));
        web.withPropertyValues(property + "=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(WebAnnouncer.class)
                        .doesNotHaveBean(Registration.class)
                        .hasSingleBean(P2pDiscoveryClient.class));
    }

    @Test
    void applicationWithoutANameOrAWebServerAnnouncesNothing() {
        web.withPropertyValues("spring.application.name=")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(WebAnnouncer.class));
        runner.withPropertyValues("spring.application.name=orders")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(WebAnnouncer.class));
        web.withPropertyValues("spring.application.name=", "barrel.p2p.cloud.service-name=shop")
                .run(context -> assertThat(context.getBean(Registration.class).getServiceId())
                        .isEqualTo("shop"));
    }

    @Test
    void endpointIsWithdrawnTogetherWithLeaving() {
        web.run(context ->
                assertThat(context.getBean(WebAnnouncer.class).getPhase()).isEqualTo(P2pLeaveLifecycle.PHASE));
    }

    @Test
    void heartbeatsCountTheChangesOfWebEndpoints() {
        List<Object> beats = new ArrayList<>();
        ApplicationListener<HeartbeatEvent> listener = event -> beats.add(event.getValue());
        runner.withInitializer(context -> context.addApplicationListener(listener))
                .run(context -> {
                    mock.publish(new ServiceRegistered("web:orders", MockNode.ACTIVE));
                    mock.publish(new ServiceRegistered("orders", MockNode.ACTIVE));
                    mock.publish(new ServiceUpdated("web:orders", MockNode.ACTIVE));
                    mock.publish(new ServiceUpdated("orders", MockNode.ACTIVE));
                    mock.publish(new ServiceUnregistered("web:orders", MockNode.ACTIVE));
                    mock.publish(new ServiceDown("web:till", MockNode.ACTIVE));
                });

        assertThat(beats).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void loadBalancerKeepsNoInstancesOfThisCluster() {
        given(mock.services.registry.lookup("web:orders"))
                .willReturn(List.of(new ServiceInstance(
                        "web:orders", MockNode.ACTIVE, Map.of("host", "10.0.0.2", "port", "80"), MockNode.START)));
        List<?> foreign = List.of(new DefaultServiceInstance("1", "prices", "10.0.0.3", 80, false));
        runner.withBean(LoadBalancerCacheManager.class, Caches::new).run(context -> {
            Cache cache = Objects.requireNonNull(context.getBeanProvider(LoadBalancerCacheManager.class)
                    .getObject()
                    .getCache("CachingServiceInstanceListSupplierCache"));
            cache.put("prices", foreign);
            cache.put("orders", context.getBean(P2pDiscoveryClient.class).getInstances("orders"));

            assertThat(cache.get("prices")).extracting(Cache.ValueWrapper::get).isEqualTo(foreign);
            assertThat(cache.get("orders")).isNull();
        });
    }

    /** Stands for those of the load balancer, which need Spring Boot's caches. */
    static final class Caches extends ConcurrentMapCacheManager implements LoadBalancerCacheManager {}
}
