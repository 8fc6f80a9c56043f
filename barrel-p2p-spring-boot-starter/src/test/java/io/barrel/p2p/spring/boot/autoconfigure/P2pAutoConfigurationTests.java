package io.barrel.p2p.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.membership.Membership;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.roster.Roster;
import io.barrel.p2p.security.AdmissionPolicy;
import io.barrel.p2p.security.KeyRotation;
import io.barrel.p2p.security.TrustStore;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.spring.boot.MockNode;
import io.barrel.p2p.spring.boot.actuate.P2pEndpoint;
import io.barrel.p2p.spring.boot.actuate.P2pEndpointJmxExtension;
import io.barrel.p2p.spring.boot.actuate.P2pEndpointWebExtension;
import io.barrel.p2p.spring.boot.actuate.P2pInfoContributor;
import io.barrel.p2p.spring.boot.health.P2pHealthIndicator;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

class P2pAutoConfigurationTests {

    private final MockNode mock = new MockNode();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    P2pAutoConfiguration.class,
                    P2pEndpointAutoConfiguration.class,
                    P2pHealthContributorAutoConfiguration.class,
                    P2pInfoContributorAutoConfiguration.class,
                    P2pMetricsAutoConfiguration.class))
            .withBean(BarrelP2p.class, () -> mock.node);

    @Test
    void partsOfTheNodeAreBeans() {
        runner.run(context -> {
            assertThat(context).hasSingleBean(BarrelP2pConfig.class);
            assertThat(context.getBean(Membership.class)).isSameAs(mock.membership);
            assertThat(context.getBean(Gossip.class)).isSameAs(mock.gossip);
            assertThat(context.getBean(Messaging.class)).isSameAs(mock.messaging);
            assertThat(context.getBean(ServiceRegistry.class)).isSameAs(mock.services.registry);
            assertThat(context.getBean(Roster.class)).isSameAs(mock.roster);
            assertThat(context.getBean(TrustStore.class)).isSameAs(mock.trustStore);
            assertThat(context.getBean(KeyRotation.class)).isSameAs(mock.keyRotation);
            verify(mock.node).start();
        });
        verify(mock.node).stop();
    }

    @Test
    void nothingIsThereWhenDisabled() {
        runner.withPropertyValues("barrel.p2p.enabled=false", "management.endpoints.web.exposure.include=*")
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> {
                    assertThat(context)
                            .doesNotHaveBean(BarrelP2pConfig.class)
                            .doesNotHaveBean(Membership.class)
                            .doesNotHaveBean(Messaging.class)
                            .doesNotHaveBean(ServiceRegistry.class)
                            .doesNotHaveBean(P2pEngineLifecycle.class)
                            .doesNotHaveBean(P2pEndpoint.class)
                            .doesNotHaveBean(P2pHealthIndicator.class)
                            .doesNotHaveBean(P2pInfoContributor.class)
                            .doesNotHaveBean("barrelP2pMetrics");
                    verify(mock.node, org.mockito.Mockito.never()).start();
                });
    }

    @Test
    void beansOfTheApplicationTakePrecedence() {
        Membership membership = mock();
        BarrelP2pConfig config = BarrelP2pConfig.builder().clusterName("mine").build();
        Gossip gossip = mock();
        Messaging messaging = mock();
        Roster roster = mock();
        runner.withBean(Membership.class, () -> membership)
                .withBean(Gossip.class, () -> gossip)
                .withBean(Messaging.class, () -> messaging)
                .withBean(Roster.class, () -> roster)
                .withBean(BarrelP2pConfig.class, () -> config)
                .run(context -> {
                    assertThat(context.getBean(Membership.class)).isSameAs(membership);
                    assertThat(context.getBean(Gossip.class)).isSameAs(gossip);
                    assertThat(context.getBean(Messaging.class)).isSameAs(messaging);
                    assertThat(context.getBean(Roster.class)).isSameAs(roster);
                    assertThat(context.getBean(BarrelP2pConfig.class)).isSameAs(config);
                });
    }

    @Test
    void applicationNameBeginsADerivedNodeName() {
        runner.withPropertyValues("spring.application.name=Orders API")
                .run(context -> assertThat(
                                context.getBean(BarrelP2pConfig.class).namePrefix())
                        .isEqualTo("Orders API"));
    }

    @Test
    void contactsComeFromConnectionDetailsWhenThereAreAny() {
        P2pConnectionDetails details = () -> List.of("10.0.0.9:9100");
        runner.withPropertyValues("barrel.p2p.contact-nodes=10.0.0.1:9100,orders@b:9100")
                .run(context -> assertThat(
                                context.getBean(BarrelP2pConfig.class).contactNodes())
                        .containsExactly("10.0.0.1:9100", "orders@b:9100"));
        runner.withPropertyValues("barrel.p2p.contact-nodes=10.0.0.1:9100")
                .withBean(P2pConnectionDetails.class, () -> details)
                .run(context -> assertThat(
                                context.getBean(BarrelP2pConfig.class).contactNodes())
                        .containsExactly("10.0.0.9:9100"));
    }

    @Test
    void threadsAreVirtualWhereTheApplicationAsksForThatAndTheJdkHasThem() {
        runner.run(context ->
                assertThat(context.getBean(BarrelP2pConfig.class).threads()).isNull());
        runner.withPropertyValues("spring.threads.virtual.enabled=true").run(context -> {
            ThreadFactory threads = context.getBean(BarrelP2pConfig.class).threads();
            if (JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE)) {
                assertThat(Objects.requireNonNull(threads).newThread(() -> {}).toString())
                        .startsWith("VirtualThread");
            } else {
                assertThat(threads).isNull();
            }
        });
    }

    @Test
    void customizersHaveTheLastWord() {
        runner.withPropertyValues("barrel.p2p.cluster-name=blue", "barrel.p2p.listen-port=9100")
                .withBean(BarrelP2pCustomizer.class, () -> builder -> builder.clusterName("green"))
                .run(context -> {
                    BarrelP2pConfig config = context.getBean(BarrelP2pConfig.class);
                    assertThat(config.clusterName()).isEqualTo("green");
                    assertThat(config.listenPort()).isEqualTo(9100);
                });
    }

    @Test
    void admissionPoliciesAreCollectedInTheirOrderBeforeCustomizersRun() {
        runner.run(context ->
                assertThat(context.getBean(BarrelP2pConfig.class).admission()).isEmpty());
        List<AdmissionPolicy> seen = new ArrayList<>();
        runner.withUserConfiguration(Policies.class)
                .withBean(
                        BarrelP2pCustomizer.class,
                        () -> builder -> seen.addAll(builder.build().admission()))
                .run(context -> {
                    List<AdmissionPolicy> ordered = List.of(
                            context.getBean("first", AdmissionPolicy.class),
                            context.getBean("second", AdmissionPolicy.class));
                    assertThat(context.getBean(BarrelP2pConfig.class).admission())
                            .isEqualTo(ordered);
                    assertThat(seen).isEqualTo(ordered);
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Policies {

        @Bean
        @Order(2)
        AdmissionPolicy second() {
            return candidate -> true;
        }

        @Bean
        @Order(1)
        AdmissionPolicy first() {
            return candidate -> false;
        }
    }

    @Test
    void endpointExistsOnlyWhereItIsExposed() {
        runner.run(context -> assertThat(context).doesNotHaveBean(P2pEndpoint.class));
        runner.withPropertyValues("management.endpoints.web.exposure.include=p2p")
                .run(context -> assertThat(context)
                        .hasSingleBean(P2pEndpoint.class)
                        .hasSingleBean(P2pEndpointWebExtension.class)
                        .doesNotHaveBean(P2pEndpointJmxExtension.class));
        runner.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=p2p")
                .run(context -> assertThat(context)
                        .hasSingleBean(P2pEndpoint.class)
                        .doesNotHaveBean(P2pEndpointWebExtension.class)
                        .hasSingleBean(P2pEndpointJmxExtension.class));
    }

    @Test
    void metersAreBoundWhereThereIsARegistry() {
        runner.run(context -> assertThat(context).doesNotHaveBean("barrelP2pMetrics"));
        runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> assertThat(context).hasBean("barrelP2pMetrics"));
    }

    @Test
    void infoNamesNodeAndCluster() {
        runner.withPropertyValues("barrel.p2p.cluster-name=blue").run(context -> {
            Info.Builder builder = new Info.Builder();
            context.getBean(P2pInfoContributor.class).contribute(builder);
            assertThat(builder.build().getDetails()).hasToString("{p2p={node=orders@a, cluster=blue, version=0.1.0}}");
        });
        runner.withPropertyValues("management.info.p2p.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(P2pInfoContributor.class));
    }

    @Test
    void healthCanBeTurnedOff() {
        runner.run(context -> assertThat(context).hasSingleBean(P2pHealthIndicator.class));
        runner.withPropertyValues("management.health.p2p.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(P2pHealthIndicator.class));
    }

    @Test
    void applicationWithoutActuatorHasANode() {
        runner.withClassLoader(new FilteredClassLoader(Endpoint.class, HealthIndicator.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Membership.class)
                        .doesNotHaveBean(P2pEndpointAutoConfiguration.class)
                        .doesNotHaveBean(P2pHealthContributorAutoConfiguration.class));
    }
}
