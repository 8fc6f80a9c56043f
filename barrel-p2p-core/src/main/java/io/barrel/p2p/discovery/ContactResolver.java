package io.barrel.p2p.discovery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.slf4j.LoggerFactory;

/** Turns written contacts into contacts; blocks for those that are DNS names. One thread at a time. */
final class ContactResolver {

    private static final String DOING = "DNS look-up";

    private final DnsLookup dns;
    private final RepeatedFailures failures = new RepeatedFailures(LoggerFactory.getLogger(ContactResolver.class));

    ContactResolver(DnsLookup dns) {
        this.dns = dns;
    }

    /** A resolver that asks the host's DNS servers. */
    static ContactResolver ofThisHost() {
        return new ContactResolver(new DnsLookup(new SrvLookup(SrvLookup.HOST_SERVERS), new Random()));
    }

    /**
     * The contacts, in the order written. A name that does not resolve is logged and passed over.
     *
     * @throws IOException if names were asked for and there is no contact at all; it names the first that failed
     */
    List<Contact> resolve(List<? extends ContactSpec> specs) throws IOException {
        List<Contact> contacts = new ArrayList<>();
        Map<ContactSpec, IOException> failed = new LinkedHashMap<>();
        for (ContactSpec spec : specs) {
            try {
                contacts.addAll(resolve(spec));
                failures.worked(spec.toString(), DOING);
            } catch (IOException e) {
                failed.put(spec, e);
            }
        }
        if (contacts.isEmpty() && !failed.isEmpty()) {
            throw failed.values().iterator().next();
        }
        failed.forEach((spec, failure) -> failures.failed(spec.toString(), DOING, failure));
        return contacts;
    }

    private List<Contact> resolve(ContactSpec spec) throws IOException {
        if (spec instanceof ContactSpec.Named named) {
            return List.of(new Contact(named.node(), named.address()));
        }
        if (spec instanceof ContactSpec.At at) {
            return List.of(new Contact(null, at.address()));
        }
        return dns.resolve((ContactSpec.Dns) spec);
    }
}
