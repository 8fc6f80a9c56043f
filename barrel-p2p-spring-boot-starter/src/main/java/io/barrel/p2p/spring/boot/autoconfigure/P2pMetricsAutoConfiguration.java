package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.BarrelP2p;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the node's meters (docs/reference/metrics.md) in an application that has a meter registry. */
@AutoConfiguration(
        after = P2pAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnBean({BarrelP2p.class, P2pProperties.class, MeterRegistry.class})
public final class P2pMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "barrelP2pMetrics")
    MeterBinder barrelP2pMetrics(BarrelP2p node) {
        return node.metrics();
    }
}
