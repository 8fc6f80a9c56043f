package io.barrel.p2p.engine;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What {@code node.state} says, in four lines of text:
 *
 * <pre>
 * barrel-p2p state 1
 * name orders@host-1
 * incarnation 117094323384320000
 * hlc 117094323384320007
 * </pre>
 *
 * @param name the node the data directory belongs to
 * @param incarnation its last incarnation, 0 to {@code Long.MAX_VALUE - 1}
 * @param highWater a stamp of its hybrid clock that no stamp of an earlier run exceeds, 0 to {@code Long.MAX_VALUE - 1}
 */
record NodeStateFile(NodeId name, long incarnation, long highWater) {

    private static final String HEADER = "barrel-p2p state 1";
    private static final String NAME = "name ";
    private static final String INCARNATION = "incarnation ";
    private static final String HLC = "hlc ";

    byte[] format() {
        String text = HEADER + '\n' + NAME + name + '\n' + INCARNATION + incarnation + '\n' + HLC + highWater + '\n';
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static NodeStateFile parse(String text) {
        List<String> lines = text.lines().limit(5).toList();
        if (lines.size() != 4 || !lines.get(0).equals(HEADER)) {
            throw new MalformedInputException("expected the line '" + HEADER + "' and three more");
        }
        return new NodeStateFile(
                NodeId.of(value(lines.get(1), NAME)),
                number(value(lines.get(2), INCARNATION)),
                number(value(lines.get(3), HLC)));
    }

    private static String value(String line, String key) {
        if (!line.startsWith(key)) {
            throw new MalformedInputException("expected a line that begins with '" + key + "'");
        }
        return line.substring(key.length());
    }

    private static long number(String digits) {
        try {
            long number = Long.parseLong(digits);
            if (number >= 0 && number < Long.MAX_VALUE) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new MalformedInputException("expected a number", e);
        }
        throw new MalformedInputException("a number is out of range: " + digits);
    }
}
