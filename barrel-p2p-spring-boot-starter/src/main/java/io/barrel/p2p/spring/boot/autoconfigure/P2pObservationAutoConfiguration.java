package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.spring.boot.messaging.ObservedMessaging;
import io.barrel.p2p.spring.boot.service.ObservedServiceRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of observed messages and services in an application that has an observation registry. */
@AutoConfiguration(
        before = P2pAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnBooleanProperty(name = "barrel.p2p.enabled", matchIfMissing = true)
@ConditionalOnSingleCandidate(ObservationRegistry.class)
public final class P2pObservationAutoConfiguration {

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    Messaging p2pMessaging(BarrelP2p node, ObservationRegistry registry) {
        return new ObservedMessaging(node.messaging(), registry);
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    ServiceRegistry p2pServiceRegistry(BarrelP2p node, ObservationRegistry registry) {
        return new ObservedServiceRegistry(node.services(), registry);
    }
}
