package io.barrel.p2p.security;

import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.wire.NodeId;
import java.util.List;
import java.util.regex.Pattern;

/** Patterns of node names, {@code name@host} where {@code *} may stand for a whole side. */
final class CookieOnlyNodes {

    private static final Pattern FORM =
            Pattern.compile("(\\*|[A-Za-z0-9_][A-Za-z0-9_.-]*)@(\\*|[A-Za-z0-9_][A-Za-z0-9_.-]*)");

    private final List<String> patterns;

    CookieOnlyNodes(List<String> patterns) {
        patterns.forEach(CookieOnlyNodes::check);
        this.patterns = List.copyOf(patterns);
    }

    static void check(String pattern) {
        if (!FORM.matcher(pattern).matches()) {
            throw new InvalidConfigurationException(
                    "auth.cookie-only-nodes", pattern, "must be name@host, where '*' may stand for a whole side");
        }
    }

    boolean match(NodeId node) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, node));
    }

    private static boolean matches(String pattern, NodeId node) {
        int at = pattern.indexOf('@');
        return side(pattern.substring(0, at), node.name()) && side(pattern.substring(at + 1), node.host());
    }

    private static boolean side(String pattern, String text) {
        return pattern.equals("*") || pattern.equals(text);
    }
}
