package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.spring.boot.health.P2pHealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the {@code p2p} health indicator. */
@AutoConfiguration(after = P2pAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean({BarrelP2p.class, P2pProperties.class})
@ConditionalOnEnabledHealthIndicator("p2p")
public final class P2pHealthContributorAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = {"p2pHealthIndicator", "p2pHealthContributor"})
    P2pHealthIndicator p2pHealthContributor(BarrelP2p node, P2pProperties properties) {
        return new P2pHealthIndicator(node, properties.health().minimumPeers());
    }
}
