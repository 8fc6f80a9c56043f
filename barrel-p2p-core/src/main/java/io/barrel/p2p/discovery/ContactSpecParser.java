package io.barrel.p2p.discovery;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;

/** Reads the written forms of a contact. */
final class ContactSpecParser {

    private static final String DNS = "dns:";
    private static final int SHOWN = 80;

    private ContactSpecParser() {}

    static ContactSpec parse(String text, int defaultPort) {
        try {
            if (text.length() > ContactSpec.MAX_LENGTH) {
                throw new MalformedInputException("it has more than " + ContactSpec.MAX_LENGTH + " characters");
            }
            if (text.startsWith(DNS)) {
                return dns(text.substring(DNS.length()), defaultPort);
            }
            return text.indexOf('@') >= 0 ? named(text, defaultPort) : new ContactSpec.At(PeerAddress.parse(text));
        } catch (MalformedInputException e) {
            throw new MalformedInputException(
                    "contact '" + shown(text) + "' is not name@host[:port], host:port or dns:name[:port]: "
                            + e.getMessage(),
                    e);
        }
    }

    private static ContactSpec named(String text, int defaultPort) {
        int colon = text.indexOf(':', text.indexOf('@'));
        NodeId node = NodeId.of(colon < 0 ? text : text.substring(0, colon));
        int port = colon < 0 ? written(defaultPort) : port(text.substring(colon + 1));
        return new ContactSpec.Named(node, new PeerAddress(node.host(), port));
    }

    private static ContactSpec dns(String text, int defaultPort) {
        int colon = text.indexOf(':');
        if (colon >= 0) {
            return new ContactSpec.Dns(text.substring(0, colon), port(text.substring(colon + 1)));
        }
        return ContactSpec.Dns.isService(text)
                ? new ContactSpec.Dns(text, 0)
                : new ContactSpec.Dns(text, written(defaultPort));
    }

    private static int written(int defaultPort) {
        if (defaultPort == 0) {
            throw new MalformedInputException(
                    "the port must be written, because listen-port is 0 and so gives none to go by");
        }
        return defaultPort;
    }

    private static int port(String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new MalformedInputException("'" + shown(digits) + "' is not a UDP port (1 to 65535)", e);
        }
        throw new MalformedInputException("'" + shown(digits) + "' is not a UDP port (1 to 65535)");
    }

    /** A beginning of the text, fit for a message. */
    static String shown(String text) {
        String head = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return head.replaceAll("[\\p{Cntrl}\\p{Co}\\p{Cn}]", "?");
    }
}
