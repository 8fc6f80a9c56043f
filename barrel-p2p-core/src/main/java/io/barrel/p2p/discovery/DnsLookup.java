package io.barrel.p2p.discovery;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Turns DNS names into contacts. Blocks; keeps nothing from one look-up to the next. */
final class DnsLookup {

    private static final int MAX_ADDRESSES = DiscoveryChain.MAX_CONTACTS;

    private final SrvLookup services;
    private final Random random;

    /**
     * A look-up.
     *
     * @param services asks for SRV records
     * @param random order among equals, so that not all nodes try the same one first
     */
    DnsLookup(SrvLookup services, Random random) {
        this.services = services;
        this.random = random;
    }

    /**
     * The contacts behind a name, best first.
     *
     * @throws IOException naming the name, if it does not resolve
     */
    List<Contact> resolve(ContactSpec.Dns spec) throws IOException {
        return spec.isService() ? targets(spec) : addresses(spec);
    }

    private List<Contact> addresses(ContactSpec.Dns spec) throws IOException {
        InetAddress[] found;
        try {
            found = InetAddress.getAllByName(spec.name());
        } catch (UnknownHostException e) {
            throw new IOException("DNS name '" + spec.name() + "' does not resolve to an address", e);
        }
        List<InetAddress> shuffled = new ArrayList<>(Arrays.asList(found));
        Collections.shuffle(shuffled, random);
        return shuffled.stream()
                .limit(MAX_ADDRESSES)
                .map(address -> new Contact(null, new PeerAddress(address.getHostAddress(), spec.port())))
                .toList();
    }

    private List<Contact> targets(ContactSpec.Dns spec) throws IOException {
        List<Contact> contacts = new ArrayList<>();
        for (SrvRecord record : SrvRecord.inOrder(services.records(spec.name()), random)) {
            if (!record.isUnavailable() && contacts.size() < MAX_ADDRESSES) {
                contacts.add(contact(record, spec));
            }
        }
        return contacts;
    }

    private static Contact contact(SrvRecord record, ContactSpec.Dns spec) throws IOException {
        int port = spec.port() == 0 ? record.port() : spec.port();
        try {
            return new Contact(null, new PeerAddress(record.host(), port));
        } catch (MalformedInputException e) {
            throw new IOException("DNS name '" + spec.name() + "' has a bad SRV record: " + e.getMessage(), e);
        }
    }
}
