package io.barrel.p2p.spring.boot.cloud;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;

/**
 * The web endpoint of one member. Its host, port and scheme are checked for their form; that they are the member's own, and all other
 * metadata, is the member's word.
 */
public final class P2pServiceInstance implements ServiceInstance {

    static final String HOST = "host";
    static final String PORT = "port";
    static final String SCHEME = "scheme";
    static final String CONTEXT_PATH = "contextPath";
    static final String MANAGEMENT_PORT = "management.port";
    static final String MANAGEMENT_PATH = "management.context-path";

    private static final Pattern HOST_FORM = Pattern.compile("[A-Za-z0-9.:-]{1,255}");
    private static final Pattern PORT_FORM = Pattern.compile("[0-9]{1,5}");

    private final String application;
    private final NodeId node;
    private final URI uri;
    private final Map<String, String> metadata;

    private P2pServiceInstance(String application, NodeId node, URI uri, Map<String, String> metadata) {
        this.application = application;
        this.node = node;
        this.uri = uri;
        this.metadata = metadata;
    }

    /**
     * The endpoint that a member announces.
     *
     * @throws MalformedInputException if its metadata names no host, port or scheme that can be called
     */
    static P2pServiceInstance of(String application, NodeId node, Map<String, String> metadata) {
        String scheme = metadata.getOrDefault(SCHEME, "http");
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new MalformedInputException("its scheme is neither http nor https");
        }
        String host = checked(HOST, metadata.get(HOST), HOST_FORM);
        int port = Integer.parseInt(checked(PORT, metadata.get(PORT), PORT_FORM));
        if (port < 1 || port > 65_535) {
            throw new MalformedInputException("its port is not between 1 and 65535");
        }
        return new P2pServiceInstance(application, node, uri(scheme, host, port), Map.copyOf(metadata));
    }

    private static String checked(String key, @Nullable String value, Pattern form) {
        if (value == null) {
            throw new MalformedInputException("it has no " + key);
        }
        if (!form.matcher(value).matches()) {
            throw new MalformedInputException("its " + key + " is not one");
        }
        return value;
    }

    private static URI uri(String scheme, String host, int port) {
        URI uri;
        try {
            uri = new URI(scheme, null, host, port, null, null, null);
        } catch (URISyntaxException e) {
            throw new MalformedInputException("its host is neither a name nor an address", e);
        }
        if (uri.getHost() == null) {
            throw new MalformedInputException("its host is neither a name nor an address");
        }
        return uri;
    }

    /** What a member announces: where it can be called, and what else there is to tell. */
    static Map<String, String> metadata(String host, int port, boolean secure, Map<String, String> more) {
        Map<String, String> metadata = new HashMap<>(more);
        metadata.put(HOST, host);
        metadata.put(PORT, String.valueOf(port));
        metadata.put(SCHEME, secure ? "https" : "http");
        return metadata;
    }

    /** The member. */
    public NodeId getNode() {
        return node;
    }

    /** The member's name: a member has one endpoint of a service, and keeps its name over restarts. */
    @Override
    public String getInstanceId() {
        return node.value();
    }

    @Override
    public String getServiceId() {
        return application;
    }

    /** As in a URI: an IPv6 address stands in brackets. */
    @Override
    public String getHost() {
        return uri.getHost();
    }

    @Override
    public int getPort() {
        return uri.getPort();
    }

    @Override
    public boolean isSecure() {
        return getScheme().equals("https");
    }

    @Override
    public URI getUri() {
        return uri;
    }

    @Override
    public String getScheme() {
        return uri.getScheme();
    }

    @Override
    public Map<String, String> getMetadata() {
        return metadata;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof P2pServiceInstance that
                && application.equals(that.application)
                && node.equals(that.node)
                && metadata.equals(that.metadata);
    }

    @Override
    public int hashCode() {
        return application.hashCode() * 31 + node.hashCode();
    }

    @Override
    public String toString() {
        return application + " of " + node + " at " + uri;
    }
}
