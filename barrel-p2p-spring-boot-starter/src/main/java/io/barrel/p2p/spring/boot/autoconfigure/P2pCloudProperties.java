package io.barrel.p2p.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an application with Spring Cloud says about itself.
 *
 * @param enabled Whether Spring Cloud finds the web endpoints of members, and this application's is announced.
 * @param register Whether this application's web endpoint is announced.
 * @param serviceName Name the web endpoint is found by. By default spring.application.name.
 * @param host Host the web endpoint is called at. By default the one the node advertises.
 * @param port Port the web endpoint is called at. By default the one of the web server.
 * @param secure Whether the web endpoint is called over HTTPS. By default whether the web server has a certificate.
 * @param metadata Pairs that callers of the web endpoint are told.
 * @param order Place among the discovery clients of the application; the first that knows a service is used.
 * @param shutdownDelay How long the web server takes requests after the endpoint was withdrawn, while other members are there; at most
 *     20s.
 */
@ConfigurationProperties(P2pProperties.PREFIX + ".cloud")
public record P2pCloudProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("true") boolean register,
        @Nullable String serviceName,
        @Nullable String host,
        @Nullable Integer port,
        @Nullable Boolean secure,
        @DefaultValue Map<String, String> metadata,
        @DefaultValue("0") int order,
        @DefaultValue("1s") Duration shutdownDelay) {

    /** Takes a copy of the metadata. */
    public P2pCloudProperties {
        metadata = Map.copyOf(metadata);
    }
}
