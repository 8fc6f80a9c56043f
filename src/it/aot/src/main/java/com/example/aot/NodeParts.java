package com.example.aot;

import io.barrel.p2p.security.AdmissionPolicy;
import io.barrel.p2p.spring.boot.autoconfigure.BarrelP2pCustomizer;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What an application adds to its node. */
@Configuration(proxyBeanMethods = false)
class NodeParts {

    @Bean
    AdmissionPolicy noStrangers() {
        return candidate -> !candidate.node().name().startsWith("stranger");
    }

    /** That it is there is decided at build time, what it says at start. */
    @Bean
    @ConditionalOnBooleanProperty("app.labelled")
    BarrelP2pCustomizer label(@Value("${app.label:none}") String label) {
        return builder -> builder.metadata(Map.of("label", label));
    }
}
