package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.gossip.Gossip;
import io.barrel.p2p.messaging.Messaging;
import io.barrel.p2p.spring.boot.listener.P2pListener;
import io.barrel.p2p.spring.boot.listener.P2pListenerRegistrar;
import io.barrel.p2p.spring.boot.messaging.P2pHandler;
import io.barrel.p2p.spring.boot.messaging.P2pHandlerRegistrar;
import io.barrel.p2p.spring.boot.method.JacksonPayloadConverter;
import io.barrel.p2p.spring.boot.method.PayloadConverter;
import io.barrel.p2p.spring.boot.method.PayloadWriter;
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

/** Auto-configuration of {@link P2pListener} and {@link P2pHandler} methods. */
@AutoConfiguration(
        after = P2pAutoConfiguration.class,
        afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnBean({Gossip.class, Messaging.class, P2pProperties.class})
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

    @Bean
    @ConditionalOnMissingBean
    static P2pHandlerRegistrar p2pHandlerRegistrar(
            ConfigurableListableBeanFactory beans,
            ObjectProvider<Messaging> messaging,
            ObjectProvider<PayloadConverter> converter,
            ObjectProvider<PayloadWriter> writer) {
        return new P2pHandlerRegistrar(
                beans,
                messaging::getObject,
                converter::getIfAvailable,
                writer::getIfAvailable,
                P2pEngineLifecycle.PHASE - 1);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JsonMapper.class)
    static class Json {

        /** None of it if the application reads or writes in a form of its own: replies and requests should be of one form. */
        @Bean
        @ConditionalOnMissingBean({PayloadConverter.class, PayloadWriter.class})
        @ConditionalOnSingleCandidate(JsonMapper.class)
        JacksonPayloadConverter p2pPayloadConverter(JsonMapper mapper) {
            return new JacksonPayloadConverter(mapper);
        }
    }
}
