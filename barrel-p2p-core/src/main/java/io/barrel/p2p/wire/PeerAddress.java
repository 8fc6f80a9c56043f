package io.barrel.p2p.wire;

import java.util.regex.Pattern;

/**
 * Where a node can be reached: a host (DNS name or IP literal, IPv6 without brackets) and a UDP port. Advertised by the
 * node itself, never derived from its name. Not resolved here; immutable and safe for use by any thread.
 *
 * @param host 1 to 255 characters of {@code [A-Za-z0-9._:%-]}
 * @param port 1 to 65535
 */
public record PeerAddress(String host, int port) {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]{1,255}");
    private static final int MAX_PORT = 65_535;

    /**
     * Checks both parts.
     *
     * @throws MalformedInputException if the host has other characters or the port is out of range
     */
    public PeerAddress {
        if (!HOST.matcher(host).matches()) {
            throw new MalformedInputException("not a host name or IP address: '" + shown(host) + "'");
        }
        if (port < 1 || port > MAX_PORT) {
            throw new MalformedInputException("not a UDP port (1 to 65535): " + port);
        }
    }

    /**
     * Reads {@code host:port} or {@code [v6]:port}.
     *
     * @throws MalformedInputException if {@code text} has another form
     */
    public static PeerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw new MalformedInputException("expected host:port, found '" + shown(text) + "'");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new MalformedInputException(
                    "an IPv6 address needs brackets, as in [::1]:9100: '" + shown(text) + "'");
        }
        return new PeerAddress(host, port(text.substring(colon + 1), text));
    }

    private static int port(String digits, String text) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new MalformedInputException("expected a UDP port after the last ':' of '" + shown(text) + "'", e);
        }
    }

    private static String shown(String text) {
        return text.substring(0, Math.min(text.length(), 80)).replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
