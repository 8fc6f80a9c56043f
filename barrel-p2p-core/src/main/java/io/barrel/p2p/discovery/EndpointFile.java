package io.barrel.p2p.discovery;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import java.util.List;

/**
 * The text of an endpoint file, three lines:
 *
 * <pre>
 * barrel-p2p endpoint 1
 * node orders@host-1
 * address 10.0.0.7:9100
 * </pre>
 *
 * Further lines are ignored, so that a later version may add some.
 */
final class EndpointFile {

    static final String EXTENSION = ".endpoint";
    static final int MAX_BYTES = 1_024;

    private static final String HEADER = "barrel-p2p endpoint 1";
    private static final String NODE = "node ";
    private static final String ADDRESS = "address ";

    private EndpointFile() {}

    /** The name of the file that announces that node. */
    static String nameOf(NodeId node) {
        return node.fileName() + EXTENSION;
    }

    static String format(Peer peer) {
        return HEADER + '\n' + NODE + peer.node() + '\n' + ADDRESS + peer.address() + '\n';
    }

    /**
     * Reads what {@link #format} wrote.
     *
     * @param fileName the name of the file it was found in, which must be the one of the node in the text
     * @throws MalformedInputException saying what is wrong
     */
    static Peer parse(String text, String fileName) {
        List<String> lines = text.lines().limit(3).toList();
        if (lines.size() < 3 || !lines.get(0).equals(HEADER)) {
            throw new MalformedInputException("it does not begin with the line '" + HEADER + "' and two more");
        }
        Peer peer = new Peer(NodeId.of(value(lines.get(1), NODE)), PeerAddress.parse(value(lines.get(2), ADDRESS)));
        if (!fileName.equals(nameOf(peer.node()))) {
            throw new MalformedInputException(
                    "it announces " + peer.node() + ", whose file would be " + nameOf(peer.node()));
        }
        return peer;
    }

    private static String value(String line, String key) {
        if (!line.startsWith(key)) {
            throw new MalformedInputException("expected '" + key + "…', found '" + ContactSpecParser.shown(line) + "'");
        }
        return line.substring(key.length());
    }
}
