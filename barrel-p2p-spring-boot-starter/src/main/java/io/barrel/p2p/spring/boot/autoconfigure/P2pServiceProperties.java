package io.barrel.p2p.spring.boot.autoconfigure;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an application says about its clients of services.
 *
 * @param timeout How long a client of a service waits for a result, unless it was made with a time of its own.
 */
@ConfigurationProperties(P2pProperties.PREFIX + ".service")
public record P2pServiceProperties(@DefaultValue("10s") Duration timeout) {}
