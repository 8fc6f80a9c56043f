package io.barrel.p2p.spring.boot.cloud;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.serviceregistry.Registration;

/**
 * This application's own web endpoint as it is announced. Before the web server is up only the service's name is known: all else throws
 * {@link IllegalStateException}. When the endpoint is withdrawn, it tells what was announced last. Any thread.
 */
public final class P2pRegistration implements Registration {

    private final String application;
    private volatile @Nullable P2pServiceInstance announced;

    P2pRegistration(String application) {
        this.application = application;
    }

    void announced(P2pServiceInstance instance) {
        announced = instance;
    }

    private P2pServiceInstance instance() {
        P2pServiceInstance instance = announced;
        if (instance == null) {
            throw new IllegalStateException(
                    "The web endpoint of '" + application + "' is not announced yet: its web server has not started.");
        }
        return instance;
    }

    @Override
    public String getServiceId() {
        return application;
    }

    @Override
    public String getInstanceId() {
        return instance().getInstanceId();
    }

    @Override
    public String getHost() {
        return instance().getHost();
    }

    @Override
    public int getPort() {
        return instance().getPort();
    }

    @Override
    public boolean isSecure() {
        return instance().isSecure();
    }

    @Override
    public URI getUri() {
        return instance().getUri();
    }

    @Override
    public String getScheme() {
        return instance().getScheme();
    }

    @Override
    public Map<String, String> getMetadata() {
        return instance().getMetadata();
    }
}
