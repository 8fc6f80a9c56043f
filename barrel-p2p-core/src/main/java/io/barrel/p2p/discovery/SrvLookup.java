package io.barrel.p2p.discovery;

import io.barrel.p2p.wire.MalformedInputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/**
 * Asks for SRV records through the JDK's DNS provider for JNDI (module {@code jdk.naming.dns}), which takes the host's DNS
 * servers and keeps no cache. Names are asked for as they are: no search domain is appended. Gives a server about 3.5 s.
 */
final class SrvLookup {

    /** The host's own DNS servers. */
    static final String HOST_SERVERS = "dns:";

    private static final String FACTORY = "com.sun.jndi.dns.DnsContextFactory";
    private static final String FIRST_TIMEOUT_MILLIS = "500";
    private static final String TRIES = "3";
    private static final int MAX_RECORDS = 1_024;

    private final String providerUrl;

    /** A look-up at {@link #HOST_SERVERS} or at a server such as {@code dns://127.0.0.1:53}. */
    SrvLookup(String providerUrl) {
        this.providerUrl = providerUrl;
    }

    /**
     * The SRV records of a name, in no order.
     *
     * @throws IOException naming the name, if there are none or no server answers
     */
    List<SrvRecord> records(String name) throws IOException {
        try {
            return ask(name);
        } catch (NameNotFoundException e) {
            throw new IOException("DNS name '" + name + "' has no SRV records: no such name", e);
        } catch (NamingException e) {
            throw new IOException("DNS name '" + name + "' could not be asked for SRV records: " + e.getMessage(), e);
        } catch (MalformedInputException e) {
            throw new IOException("DNS name '" + name + "' has a bad SRV record: " + e.getMessage(), e);
        }
    }

    // The DNS provider returns text, never objects: nothing is deserialised.
    @SuppressWarnings("BanJNDI")
    private List<SrvRecord> ask(String name) throws IOException, NamingException {
        DirContext context = new InitialDirContext(environment());
        try {
            Attribute attribute =
                    context.getAttributes(name, new String[] {"SRV"}).get("SRV");
            if (attribute == null) {
                throw new IOException("DNS name '" + name + "' has no SRV records");
            }
            return parse(attribute);
        } finally {
            context.close();
        }
    }

    private static List<SrvRecord> parse(Attribute attribute) throws NamingException {
        List<SrvRecord> records = new ArrayList<>();
        NamingEnumeration<?> values = attribute.getAll();
        while (values.hasMore() && records.size() < MAX_RECORDS) {
            records.add(SrvRecord.parse(String.valueOf(values.next())));
        }
        return records;
    }

    // JNDI takes a Hashtable.
    @SuppressWarnings("JdkObsolete")
    private Hashtable<String, String> environment() {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, FACTORY);
        environment.put(Context.PROVIDER_URL, providerUrl);
        environment.put("com.sun.jndi.dns.timeout.initial", FIRST_TIMEOUT_MILLIS);
        environment.put("com.sun.jndi.dns.timeout.retries", TRIES);
        return environment;
    }
}
