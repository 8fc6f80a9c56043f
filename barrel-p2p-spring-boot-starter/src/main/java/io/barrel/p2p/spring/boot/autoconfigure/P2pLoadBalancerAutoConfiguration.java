package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.spring.boot.cloud.OwnInstancesUncached;
import io.barrel.p2p.spring.boot.cloud.WebInstances;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cloud.loadbalancer.cache.LoadBalancerCacheManager;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of Spring Cloud LoadBalancer: what the registry of this node holds is not cached a second time. */
@AutoConfiguration(after = P2pDiscoveryClientAutoConfiguration.class)
@ConditionalOnClass(LoadBalancerCacheManager.class)
@ConditionalOnBean(WebInstances.class)
public final class P2pLoadBalancerAutoConfiguration {

    @Bean
    static BeanPostProcessor p2pLoadBalancerCachePostProcessor() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof LoadBalancerCacheManager caches ? new OwnInstancesUncached(caches) : bean;
            }
        };
    }
}
