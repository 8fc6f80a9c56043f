package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.spring.boot.service.JsonClients;
import io.barrel.p2p.spring.boot.service.P2pClients;
import io.barrel.p2p.spring.boot.service.P2pService;
import io.barrel.p2p.spring.boot.service.P2pServiceRegistrar;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;
import tools.jackson.databind.json.JsonMapper;

/** Auto-configuration of {@link P2pService} beans and {@link P2pClients}, for an application with Jackson. */
@AutoConfiguration(
        after = P2pAutoConfiguration.class,
        afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass(JsonMapper.class)
@ConditionalOnBean({ServiceRegistry.class, P2pProperties.class})
@ConditionalOnSingleCandidate(JsonMapper.class)
@EnableConfigurationProperties(P2pServiceProperties.class)
public final class P2pServiceAutoConfiguration {

    /**
     * In the phase that starts last and stops first, together with leaving. The node leaves after it, because what depends on a
     * bean stops before that bean.
     */
    @Bean
    @ConditionalOnMissingBean
    @DependsOn("p2pLeaveLifecycle")
    static P2pServiceRegistrar p2pServiceRegistrar(
            ConfigurableListableBeanFactory beans,
            ObjectProvider<ServiceRegistry> registry,
            ObjectProvider<JsonMapper> mapper) {
        return new P2pServiceRegistrar(beans, registry::getObject, mapper::getObject, P2pLeaveLifecycle.PHASE);
    }

    @Bean
    @ConditionalOnMissingBean
    P2pClients p2pClients(ServiceRegistry services, JsonMapper mapper, P2pServiceProperties properties) {
        return new JsonClients(services, mapper, properties.timeout());
    }
}
