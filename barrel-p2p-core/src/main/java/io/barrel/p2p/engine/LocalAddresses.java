package io.barrel.p2p.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What this host is called and where it can be reached, as far as it can tell itself. */
public final class LocalAddresses {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String UNKNOWN_HOST = "localhost";

    private final List<InetAddress> addresses;

    /** Those addresses, by order of preference among equals. */
    LocalAddresses(List<InetAddress> addresses) {
        this.addresses = List.copyOf(addresses);
    }

    /**
     * The addresses of the interfaces that are up now, in the order of the interfaces' indexes: the host's own network
     * cards usually come before bridges made later.
     *
     * @throws UncheckedIOException if the interfaces cannot be listed
     */
    public static LocalAddresses ofThisHost() {
        try {
            return new LocalAddresses(Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .filter(LocalAddresses::isUp)
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("the network interfaces cannot be listed", e);
        }
    }

    /**
     * The host to advertise: the configured one; else the bind address, if it is a particular one; else the first
     * site-local IPv4 address; else any address that is neither loopback nor link-local, IPv4 first; else 127.0.0.1.
     *
     * @param configured advertise-address, or null
     * @param bindAddress bind-address; a host name is resolved, which may block
     */
    public String advertiseHost(@Nullable String configured, String bindAddress) {
        if (configured != null) {
            return configured;
        }
        if (!isWildcard(bindAddress)) {
            return bindAddress;
        }
        return first(address -> address instanceof Inet4Address && address.isSiteLocalAddress())
                .or(() -> first(address -> address instanceof Inet4Address))
                .or(() -> first(address -> true))
                .orElse(LOOPBACK);
    }

    /**
     * A name for this host: {@code HOSTNAME}, which containers set; else what the host calls itself; else
     * {@code localhost}. May block for a look-up of that name.
     */
    public static String hostname(Map<String, String> environment) {
        String given = environment.getOrDefault("HOSTNAME", "").strip();
        if (!given.isEmpty()) {
            return given;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return UNKNOWN_HOST;
        }
    }

    private Optional<String> first(Predicate<InetAddress> wanted) {
        return reachable().filter(wanted).map(InetAddress::getHostAddress).findFirst();
    }

    private Stream<InetAddress> reachable() {
        return addresses.stream()
                .filter(address -> !address.isLoopbackAddress()
                        && !address.isLinkLocalAddress()
                        && !address.isAnyLocalAddress()
                        && !address.isMulticastAddress());
    }

    private static boolean isWildcard(String bindAddress) {
        try {
            return InetAddress.getByName(bindAddress).isAnyLocalAddress();
        } catch (UnknownHostException e) {
            // Binding will fail and say so.
            return false;
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp() && !network.isLoopback();
        } catch (IOException e) {
            // It went away between listing and asking.
            return false;
        }
    }
}
