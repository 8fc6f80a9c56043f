package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.spring.boot.actuate.P2pInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the {@code p2p} part of the info endpoint. */
@AutoConfiguration(after = P2pAutoConfiguration.class)
@ConditionalOnClass({InfoContributor.class, ConditionalOnEnabledInfoContributor.class})
@ConditionalOnBean({BarrelP2p.class, P2pProperties.class})
@ConditionalOnEnabledInfoContributor("p2p")
public final class P2pInfoContributorAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    P2pInfoContributor p2pInfoContributor(BarrelP2p node, BarrelP2pConfig config) {
        return new P2pInfoContributor(node, config.clusterName());
    }
}
