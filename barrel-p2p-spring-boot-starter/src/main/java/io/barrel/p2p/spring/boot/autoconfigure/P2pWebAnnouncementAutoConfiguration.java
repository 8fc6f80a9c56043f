package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.BarrelP2p;
import io.barrel.p2p.service.ServiceRegistry;
import io.barrel.p2p.spring.boot.cloud.P2pRegistration;
import io.barrel.p2p.spring.boot.cloud.WebAnnouncement;
import io.barrel.p2p.spring.boot.cloud.WebAnnouncer;
import io.barrel.p2p.spring.boot.cloud.WebPaths;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.cloud.client.ConditionalOnDiscoveryEnabled;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistration;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/** Auto-configuration of the announcement of the application's own web endpoint, for an application that has a name. */
@AutoConfiguration(
        after = P2pAutoConfiguration.class,
        beforeName = "org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationAutoConfiguration")
@ConditionalOnClass({AutoServiceRegistration.class, WebServerInitializedEvent.class})
@ConditionalOnWebApplication
@ConditionalOnDiscoveryEnabled
@ConditionalOnBooleanProperty(
        name = {
            "spring.cloud.service-registry.auto-registration.enabled",
            "barrel.p2p.cloud.enabled",
            "barrel.p2p.cloud.register"
        },
        matchIfMissing = true)
@Conditional(P2pWebAnnouncementAutoConfiguration.OnName.class)
@ConditionalOnBean({ServiceRegistry.class, P2pProperties.class})
@EnableConfigurationProperties(P2pCloudProperties.class)
public final class P2pWebAnnouncementAutoConfiguration {

    private static final String SERVICE_NAME = "barrel.p2p.cloud.service-name";
    private static final String APPLICATION_NAME = "spring.application.name";
    private static final String ACTUATOR =
            "org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties";

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    WebPaths p2pServletPaths(Environment environment) {
        return paths(environment, "server.servlet.context-path");
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    WebPaths p2pReactivePaths(Environment environment) {
        return paths(environment, "spring.webflux.base-path");
    }

    private static WebPaths paths(Environment environment, String property) {
        String context = environment.getProperty(property, "");
        boolean actuator = ClassUtils.isPresent(ACTUATOR, null)
                && environment.getProperty("management.server.port", Integer.class, 0) >= 0;
        String base = environment.getProperty("management.endpoints.web.base-path", "/actuator");
        String own = environment.getProperty("management.server.base-path", "") + base;
        return new WebPaths(context, actuator ? context + base : null, actuator ? own : null);
    }

    /**
     * In the phase that starts last and stops first, together with leaving. The node leaves after it, because what depends on a
     * bean stops before that bean; the web server waits for both.
     */
    @Bean
    @ConditionalOnMissingBean
    @DependsOn("p2pLeaveLifecycle")
    WebAnnouncer p2pWebAnnouncer(
            BarrelP2p node,
            ServiceRegistry registry,
            P2pCloudProperties properties,
            WebPaths paths,
            ObjectProvider<ServerProperties> server,
            ApplicationContext context) {
        Boolean secure = properties.secure();
        WebAnnouncement announcement = new WebAnnouncement(
                name(properties, context.getEnvironment()),
                properties.host(),
                properties.port(),
                secure == null ? isSecure(server.getIfAvailable()) : secure,
                paths,
                properties.metadata(),
                properties.shutdownDelay());
        return new WebAnnouncer(node, registry, announcement, context, P2pLeaveLifecycle.PHASE);
    }

    private static String name(P2pCloudProperties properties, Environment environment) {
        String name = properties.serviceName();
        return name != null && StringUtils.hasText(name) ? name : environment.getRequiredProperty(APPLICATION_NAME);
    }

    private static boolean isSecure(@Nullable ServerProperties server) {
        return server != null && Ssl.isEnabled(server.getSsl());
    }

    @Bean
    @ConditionalOnMissingBean(Registration.class)
    P2pRegistration p2pRegistration(WebAnnouncer announcer) {
        return announcer.registration();
    }

    /** Something says by which name the endpoint is to be found. */
    static final class OnName extends SpringBootCondition {

        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            Environment environment = context.getEnvironment();
            return new ConditionOutcome(
                    StringUtils.hasText(environment.getProperty(SERVICE_NAME))
                            || StringUtils.hasText(environment.getProperty(APPLICATION_NAME)),
                    "a name in " + SERVICE_NAME + " or " + APPLICATION_NAME);
        }
    }
}
