package io.barrel.p2p.spring.boot.cloud;

import org.jspecify.annotations.Nullable;

/**
 * Under which names web endpoints stand in the service registry: {@code web:} and the application's name, so that none is taken for the
 * service of a {@code @P2pService} bean.
 */
final class WebService {

    private static final String PREFIX = "web:";

    private WebService() {}

    /** The service of an application's web endpoints. */
    static String of(String application) {
        return PREFIX + application;
    }

    /** The application whose web endpoints a service is; null if it is another service. */
    static @Nullable String application(String service) {
        return service.startsWith(PREFIX) ? service.substring(PREFIX.length()) : null;
    }
}
