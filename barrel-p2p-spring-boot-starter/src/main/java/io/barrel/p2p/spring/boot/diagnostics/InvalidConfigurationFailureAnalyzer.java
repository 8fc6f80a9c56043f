package io.barrel.p2p.spring.boot.diagnostics;

import io.barrel.p2p.error.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/** Names the {@code barrel.p2p} property that has a value it may not have, where it was set, and what it may be. */
final class InvalidConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidConfigurationException> {

    private final Environment environment;

    InvalidConfigurationFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidConfigurationException cause) {
        String property = "barrel.p2p." + cause.property();
        Origin origin = origin(property);
        return new FailureAnalysis(
                "barrel.p2p." + cause.getMessage() + "."
                        + (origin == null ? "" : System.lineSeparator() + System.lineSeparator() + "Origin: " + origin),
                "Change " + property + " in the application's configuration: it " + cause.problem() + ".",
                cause);
    }

    /** Where the property was set; an element may have been set by a list in one text. */
    private @Nullable Origin origin(String property) {
        Origin ofElement = originOf(property);
        return ofElement != null || !property.endsWith("]")
                ? ofElement
                : originOf(property.substring(0, property.lastIndexOf('[')));
    }

    private @Nullable Origin originOf(String property) {
        if (!ConfigurationPropertyName.isValid(property)) {
            return null;
        }
        ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty found = source.getConfigurationProperty(name);
            if (found != null) {
                return found.getOrigin();
            }
        }
        return null;
    }
}
