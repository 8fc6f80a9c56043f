package io.barrel.p2p.discovery;

import java.io.IOException;
import java.util.List;

/**
 * DNS names, such as that of a headless service: all their addresses, or the targets of their SRV records. Asks anew at each
 * look-up; announces nothing.
 *
 * <p>Addresses go through the JVM's cache: 30 s by default, {@code networkaddress.cache.ttl} in seconds otherwise. A value
 * of -1, also the default under a security manager, keeps the first answer for ever and so hides nodes that come later. SRV
 * records are not cached. Of SRV targets, a smaller priority comes first; equals come in an order drawn by weight.
 *
 * <p>Blocks on the network: SRV look-ups for some seconds at most, address look-ups as long as the host's resolver takes,
 * which an interrupt does not end. One thread at a time, as every backend.
 */
public final class DnsDiscovery implements DiscoveryBackend {

    private final List<ContactSpec.Dns> names;
    private final ContactResolver resolver;

    /** A backend for those names. */
    public DnsDiscovery(List<ContactSpec.Dns> names) {
        this(names, ContactResolver.ofThisHost());
    }

    DnsDiscovery(List<ContactSpec.Dns> names, ContactResolver resolver) {
        this.names = List.copyOf(names);
        this.resolver = resolver;
    }

    @Override
    public String name() {
        return "dns";
    }

    /**
     * Whoever is behind the names, in their order.
     *
     * @throws IOException naming a name, if none resolves; if only some do not, those are logged
     */
    @Override
    public List<Contact> contacts() throws IOException {
        return resolver.resolve(names);
    }
}
