package io.barrel.p2p.discovery;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.PeerAddress;
import java.util.regex.Pattern;

/**
 * A contact as it is written in configuration:
 *
 * <ul>
 *   <li>{@code name@host[:port]}: a named node, dialled at {@code host}. Only for contacts written so is the part after the
 *       {@code @} an address; a node's name is an identity everywhere else.
 *   <li>{@code host:port}: whoever answers there; an IPv6 address in brackets.
 *   <li>{@code dns:name[:port]}: every address of a DNS name, or every target of its SRV records if the name looks like
 *       {@code _service._udp.name}. Text that begins with {@code dns:} always has this form.
 * </ul>
 *
 * Parsing asks nobody; {@code dns:} names are resolved by the backend, at each look-up.
 */
public sealed interface ContactSpec {

    /** The longest text that is parsed, in characters. */
    int MAX_LENGTH = 600;

    /** A named node at a known place. */
    record Named(NodeId node, PeerAddress address) implements ContactSpec {

        @Override
        public String toString() {
            return node + ":" + address.port();
        }
    }

    /** A known place. */
    record At(PeerAddress address) implements ContactSpec {

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /**
     * A DNS name.
     *
     * @param name up to 253 characters
     * @param port 1 to 65535, or 0 for the port in the SRV record; then the name must be one of SRV records
     */
    record Dns(String name, int port) implements ContactSpec {

        private static final Pattern NAME =
                Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_][A-Za-z0-9_-]*)*\\.?");
        private static final Pattern DIGITS = Pattern.compile("[0-9]+");
        private static final Pattern SERVICE = Pattern.compile("_[^.]+\\._[^.]+\\..+");
        private static final int MAX_NAME = 253;

        /**
         * Checks both parts.
         *
         * @throws MalformedInputException if the name is not a DNS name, or the port is out of range
         */
        public Dns {
            if (name.length() > MAX_NAME
                    || !NAME.matcher(name).matches()
                    || DIGITS.matcher(name).matches()) {
                throw new MalformedInputException("'" + ContactSpecParser.shown(name) + "' is not a DNS name");
            }
            if (port < 0 || port > 65_535 || (port == 0 && !isService(name))) {
                throw new MalformedInputException("not a UDP port (1 to 65535): " + port);
            }
        }

        /** Whether the name is one of SRV records: {@code _service._proto.name}. */
        public boolean isService() {
            return isService(name);
        }

        static boolean isService(String name) {
            return SERVICE.matcher(name).matches();
        }

        @Override
        public String toString() {
            return port == 0 ? "dns:" + name : "dns:" + name + ":" + port;
        }
    }

    /**
     * Reads one of the three forms.
     *
     * @param text what is written
     * @param defaultPort the port where none is written: this node's own listen port, or 0 if it has no fixed one
     * @throws MalformedInputException naming the text, what is wrong with it and the forms
     */
    static ContactSpec parse(String text, int defaultPort) {
        return ContactSpecParser.parse(text, defaultPort);
    }
}
