package io.barrel.p2p.spring.boot.cloud;

import org.jspecify.annotations.Nullable;

/**
 * Where things are on an application's web servers.
 *
 * @param context what all paths of the application begin with; may be empty
 * @param actuator the actuator's path below it; null if there is no actuator
 * @param ownActuator the actuator's path if it has a port of its own; null if there is no actuator
 */
public record WebPaths(
        String context, @Nullable String actuator, @Nullable String ownActuator) {}
