package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.BarrelP2pConfig;

/**
 * Adjusts the configuration of the auto-configured node. Beans of this type are called in their order, after the properties
 * were applied and before the configuration is built.
 */
@FunctionalInterface
public interface BarrelP2pCustomizer {

    /**
     * Adjusts a configuration.
     *
     * @param builder holds what the properties said
     */
    void customize(BarrelP2pConfig.Builder builder);
}
