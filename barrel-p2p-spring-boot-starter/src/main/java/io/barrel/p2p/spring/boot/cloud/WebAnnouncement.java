package io.barrel.p2p.spring.boot.cloud;

import io.barrel.p2p.error.Check;
import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.service.ServiceNames;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an application tells of its web endpoint.
 *
 * @param application the name it is found by
 * @param host where it is called; null for the host that the node advertises
 * @param port where it is called; null for the port of the web server
 * @param secure whether it is called over HTTPS
 * @param metadata what else it tells
 * @param shutdownDelay how long the web server goes on taking requests after the endpoint was withdrawn
 */
public record WebAnnouncement(
        String application,
        @Nullable String host,
        @Nullable Integer port,
        boolean secure,
        WebPaths paths,
        Map<String, String> metadata,
        Duration shutdownDelay) {

    /** Below the 30 s that Spring gives a phase of the shutdown. */
    private static final Duration MAX_DELAY = Duration.ofSeconds(20);

    /**
     * Checks the delay.
     *
     * @throws InvalidConfigurationException if it is out of bounds
     */
    public WebAnnouncement {
        Check.range("cloud.shutdown-delay", shutdownDelay, Duration.ZERO, MAX_DELAY);
        metadata = Map.copyOf(metadata);
    }

    /**
     * What is announced once the web servers are up.
     *
     * @param node who announces it
     * @param advertised the host that the node advertises
     * @param web the port of the application's server
     * @param management the port of the actuator's own server; null if it has none
     * @throws InvalidConfigurationException if others would leave it out
     */
    P2pServiceInstance instance(NodeId node, String advertised, int web, @Nullable Integer management) {
        Map<String, String> more = new HashMap<>(metadata);
        if (!paths.context().isEmpty()) {
            more.putIfAbsent(P2pServiceInstance.CONTEXT_PATH, paths.context());
        }
        int called = port == null ? web : port;
        String actuator = management == null ? paths.actuator() : paths.ownActuator();
        if (actuator != null) {
            more.putIfAbsent(
                    P2pServiceInstance.MANAGEMENT_PORT, String.valueOf(management == null ? called : management));
            more.putIfAbsent(P2pServiceInstance.MANAGEMENT_PATH, actuator);
        }
        String host = this.host == null ? advertised : this.host;
        Map<String, String> announced = P2pServiceInstance.metadata(host, called, secure, more);
        try {
            ServiceNames.require(WebService.of(application), announced);
        } catch (IllegalArgumentException e) {
            throw refused("metadata", announced.size() + " pairs", "must be shorter or fewer: " + e.getMessage(), e);
        }
        try {
            return P2pServiceInstance.of(application, node, announced);
        } catch (MalformedInputException e) {
            throw refused(
                    "host",
                    host + ":" + called,
                    "must be a host and port that others can call, such as 192.0.2.7:8080; " + e.getMessage(),
                    e);
        }
    }

    private static InvalidConfigurationException refused(
            String property, String value, String problem, RuntimeException cause) {
        InvalidConfigurationException refusal = new InvalidConfigurationException("cloud." + property, value, problem);
        refusal.initCause(cause);
        return refusal;
    }
}
