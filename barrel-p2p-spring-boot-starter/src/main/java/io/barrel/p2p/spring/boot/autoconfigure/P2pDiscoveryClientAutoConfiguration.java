package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.spring.boot.cloud.Heartbeats;
import io.barrel.p2p.spring.boot.cloud.P2pDiscoveryClient;
import io.barrel.p2p.spring.boot.cloud.P2pReactiveDiscoveryClient;
import io.barrel.p2p.spring.boot.cloud.WebInstances;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.ConditionalOnBlockingDiscoveryEnabled;
import org.springframework.cloud.client.ConditionalOnDiscoveryEnabled;
import org.springframework.cloud.client.ConditionalOnReactiveDiscoveryEnabled;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Auto-configuration of Spring Cloud's discovery clients: they find the web endpoints in the service registry. */
@AutoConfiguration(
        after = P2pAutoConfiguration.class,
        beforeName = {
            "org.springframework.cloud.client.CommonsClientAutoConfiguration",
            "org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration",
            "org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration",
            "org.springframework.cloud.client.discovery.composite.reactive.ReactiveCompositeDiscoveryClientAutoConfiguration",
            "org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration",
            "org.springframework.cloud.client.discovery.simple.reactive.SimpleReactiveDiscoveryClientAutoConfiguration"
        })
@ConditionalOnClass(DiscoveryClient.class)
@ConditionalOnDiscoveryEnabled
@ConditionalOnBooleanProperty(name = "barrel.p2p.cloud.enabled", matchIfMissing = true)
@ConditionalOnBean({ServiceRegistry.class, P2pProperties.class})
@EnableConfigurationProperties(P2pCloudProperties.class)
public final class P2pDiscoveryClientAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    WebInstances p2pWebInstances(ObjectProvider<ServiceRegistry> registry) {
        return new WebInstances(registry::getObject);
    }

    @Bean
    @ConditionalOnMissingBean
    Heartbeats p2pHeartbeats(ApplicationEventPublisher publisher) {
        return new Heartbeats(publisher);
    }

    /** For callers that wait. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBlockingDiscoveryEnabled
    static final class Blocking {

        @Bean
        @ConditionalOnMissingBean
        P2pDiscoveryClient p2pDiscoveryClient(WebInstances instances, P2pCloudProperties properties) {
            return new P2pDiscoveryClient(instances, properties.order());
        }
    }

    /** For callers that do not wait. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "reactor.core.publisher.Flux")
    @ConditionalOnReactiveDiscoveryEnabled
    static final class Reactive {

        @Bean
        @ConditionalOnMissingBean
        P2pReactiveDiscoveryClient p2pReactiveDiscoveryClient(WebInstances instances, P2pCloudProperties properties) {
            return new P2pReactiveDiscoveryClient(instances, properties.order());
        }
    }
}
