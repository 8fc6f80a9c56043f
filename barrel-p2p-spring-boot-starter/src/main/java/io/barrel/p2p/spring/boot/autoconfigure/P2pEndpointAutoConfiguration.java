package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.spring.boot.actuate.CookieSanitizingFunction;
import io.barrel.p2p.spring.boot.actuate.EventHistory;
import io.barrel.p2p.spring.boot.actuate.OperationAudit;
import io.barrel.p2p.spring.boot.actuate.OverlaySurvey;
import io.barrel.p2p.spring.boot.actuate.P2pEndpoint;
import io.barrel.p2p.spring.boot.actuate.P2pEndpointJmxExtension;
import io.barrel.p2p.spring.boot.actuate.P2pEndpointWebExtension;
import io.barrel.p2p.spring.boot.actuate.P2pOperations;
import io.barrel.p2p.spring.boot.actuate.P2pSections;
import io.barrel.p2p.spring.boot.console.P2pConsole;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the {@code p2p} endpoint over HTTP and JMX, of its audit events, and of the masking of the cookie in
 * other endpoints.
 */
@AutoConfiguration(
        after = P2pAutoConfiguration.class,
        beforeName = {
            "org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration"
        })
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean({BarrelP2p.class, P2pProperties.class})
public final class P2pEndpointAutoConfiguration {

    private static final EndpointId ENDPOINT = EndpointId.of("p2p");

    @Bean
    @ConditionalOnMissingBean
    OperationAudit p2pOperationAudit(ApplicationEventPublisher publisher) {
        return new OperationAudit(publisher);
    }

    @Bean
    @ConditionalOnMissingBean
    CookieSanitizingFunction p2pCookieSanitizingFunction() {
        return new CookieSanitizingFunction();
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(P2pEndpoint.class)
    EventHistory p2pEventHistory(BarrelP2p node) {
        return new EventHistory(node);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(P2pEndpoint.class)
    OverlaySurvey p2pOverlaySurvey(BarrelP2p node) {
        return new OverlaySurvey(node);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(P2pEndpoint.class)
    P2pSections p2pSections(
            BarrelP2p node,
            EventHistory history,
            OverlaySurvey survey,
            ObjectProvider<EndpointAccessResolver> resolver) {
        return new P2pSections(node, history, survey, access(resolver.getIfAvailable()));
    }

    private static Access access(@Nullable EndpointAccessResolver resolver) {
        return resolver == null ? Access.READ_ONLY : resolver.accessFor(ENDPOINT, Access.READ_ONLY);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(P2pEndpoint.class)
    P2pOperations p2pOperations(BarrelP2p node, OperationAudit audit) {
        return new P2pOperations(node, audit);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    P2pEndpoint p2pEndpoint(P2pSections sections) {
        return new P2pEndpoint(sections);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(endpoint = P2pEndpoint.class, exposure = EndpointExposure.WEB)
    P2pConsole p2pConsole(ObjectProvider<PathMappedEndpoints> paths) {
        // Later: the paths are those of all endpoints, this one included.
        return new P2pConsole(() -> paths.getObject().getRootPath(ENDPOINT));
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(endpoint = P2pEndpoint.class, exposure = EndpointExposure.WEB)
    P2pEndpointWebExtension p2pEndpointWebExtension(
            P2pSections sections, P2pOperations operations, P2pConsole console) {
        return new P2pEndpointWebExtension(sections, operations, console);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(endpoint = P2pEndpoint.class, exposure = EndpointExposure.JMX)
    P2pEndpointJmxExtension p2pEndpointJmxExtension(P2pSections sections, P2pOperations operations) {
        return new P2pEndpointJmxExtension(sections, operations);
    }
}
