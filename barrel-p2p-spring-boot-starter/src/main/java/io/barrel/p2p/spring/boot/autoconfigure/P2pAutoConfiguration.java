package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.membership.Membership;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.revocation.Revocations;
import io.barrel.p2p.roster.Roster;
import io.barrel.p2p.security.AdmissionPolicy;
import io.barrel.p2p.security.KeyRotation;
import io.barrel.p2p.security.TrustStore;
import io.barrel.p2p.service.ServiceRegistry;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of a node: its configuration from {@code barrel.p2p.*}, the node and its parts as beans, its start and
 * stop, and its events as application events. {@code barrel.p2p.enabled=false} turns all of it off.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "barrel.p2p.enabled", matchIfMissing = true)
@EnableConfigurationProperties(P2pProperties.class)
public final class P2pAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    P2pConnectionDetails p2pConnectionDetails(P2pProperties properties) {
        return properties::contactNodes;
    }

    @Bean
    @ConditionalOnMissingBean
    BarrelP2pConfig barrelP2pConfig(
            P2pProperties properties,
            P2pConnectionDetails connectionDetails,
            ObjectProvider<AdmissionPolicy> policies,
            ObjectProvider<BarrelP2pCustomizer> customizers,
            ObjectProvider<SslBundles> bundles,
            ListableBeanFactory beans,
            Environment environment) {
        BarrelP2pConfig.Builder builder = NodeConfiguration.of(properties, bundles.getIfAvailable());
        NodeConfiguration.addContacts(
                builder,
                connectionDetails.contactNodes(),
                properties.listenPort(),
                new DiscoverySelection(beans).select(properties));
        String application = environment.getProperty("spring.application.name");
        if (StringUtils.hasText(application)) {
            builder.namePrefix(application);
        }
        if (Threading.VIRTUAL.isActive(environment)) {
            builder.threads(new VirtualThreadTaskExecutor().getVirtualThreadFactory());
        }
        builder.admission(policies.orderedStream().toList());
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    @Bean
    @ConditionalOnMissingBean
    BarrelP2p barrelP2p(BarrelP2pConfig config) {
        return BarrelP2p.create(config);
    }

    // The parts end with the node: Spring must not call a close() they may have.

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    Membership p2pMembership(BarrelP2p node) {
        return node.membership();
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    Gossip p2pGossip(BarrelP2p node) {
        return node.gossip();
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    Messaging p2pMessaging(BarrelP2p node) {
        return node.messaging();
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    ServiceRegistry p2pServiceRegistry(BarrelP2p node) {
        return node.services();
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    Roster p2pRoster(BarrelP2p node) {
        return node.roster();
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    TrustStore p2pTrustStore(BarrelP2p node) {
        return node.trustStore();
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    Revocations p2pRevocations(BarrelP2p node) {
        return node.revocations();
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    KeyRotation p2pKeyRotation(BarrelP2p node) {
        return node.keyRotation();
    }

    @Bean
    @ConditionalOnMissingBean(name = "p2pEngineLifecycle")
    P2pEngineLifecycle p2pEngineLifecycle(BarrelP2p node) {
        return new P2pEngineLifecycle(node);
    }

    @Bean
    @ConditionalOnMissingBean(name = "p2pLeaveLifecycle")
    P2pLeaveLifecycle p2pLeaveLifecycle(BarrelP2p node) {
        return new P2pLeaveLifecycle(node);
    }

    @Bean
    @ConditionalOnMissingBean(name = "p2pEventPublication")
    P2pEventPublication p2pEventPublication(BarrelP2p node, ApplicationEventPublisher publisher) {
        return new P2pEventPublication(node, publisher);
    }

    @Bean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME)
    @ConditionalOnMissingBean(name = AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME)
    static ApplicationEventMulticaster p2pIsolatingEventMulticaster() {
        return new IsolatingEventMulticaster();
    }
}
