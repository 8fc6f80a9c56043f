package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.spring.boot.method.JacksonPayloadConverter;
import io.barrel.p2p.spring.boot.listener.P2pListener;
import io.barrel.p2p.spring.boot.listener.P2pListenerRegistrar;
import io.barrel.p2p.spring.boot.method.PayloadConverter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Auto-configuration of {@link P2pListener} methods. */
@AutoConfiguration(
        after = P2pAutoConfiguration.class,
        afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnBean({Gossip.class, P2pProperties.class})
public final class P2pListenerAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    static P2pListenerRegistrar p2pListenerRegistrar(
            ConfigurableListableBeanFactory beans,
            ObjectProvider<Gossip> gossip,
            ObjectProvider<PayloadConverter> converter) {
        return new P2pListenerRegistrar(
                beans, gossip::getObject, converter::getIfAvailable, P2pEngineLifecycle.PHASE - 1);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JsonMapper.class)
    static class Json {

        @Bean
        @ConditionalOnMissingBean(PayloadConverter.class)
        @ConditionalOnSingleCandidate(JsonMapper.class)
        JacksonPayloadConverter p2pPayloadConverter(JsonMapper mapper) {
            return new JacksonPayloadConverter(mapper);
        }
    }
}
