package io.barrel.p2p.security;

import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a node's key followed from earlier ones, oldest link first. Each link begins where the one before ends and was issued
 * later; whether they are signed is another question.
 */
record SuccessionChain(List<SuccessionLink> links) {

    /** The most links that are kept and offered; older ones are forgotten. */
    static final int MAX_LINKS = 16;

    static final SuccessionChain NONE = new SuccessionChain(List.of());

    /**
     * Checks the order.
     *
     * @throws MalformedInputException if it is none, or there are too many links
     */
    SuccessionChain {
        links = List.copyOf(links);
        if (links.size() > MAX_LINKS) {
            throw new MalformedInputException("a succession has at most " + MAX_LINKS + " links, not " + links.size());
        }
        for (int i = 0; i < links.size(); i++) {
            SuccessionLink link = links.get(i);
            if (link.oldKey().equals(link.newKey())) {
                throw new MalformedInputException("link " + (i + 1) + " of a succession leads from a key to itself");
            }
            if (i > 0 && !link.oldKey().equals(links.get(i - 1).newKey())) {
                throw new MalformedInputException(
                        "link " + (i + 1) + " of a succession does not begin where the one before ends");
            }
            if (i > 0 && link.issuedAtMillis() <= links.get(i - 1).issuedAtMillis()) {
                throw new MalformedInputException(
                        "link " + (i + 1) + " of a succession was not issued after the one before");
            }
        }
    }

    boolean isEmpty() {
        return links.isEmpty();
    }

    /** The newest link. There must be one. */
    SuccessionLink last() {
        return links.get(links.size() - 1);
    }

    /** Whether it ends in that key, or says nothing. */
    boolean fits(PublicKey key) {
        return isEmpty() || last().newKey().equals(key);
    }

    /** Without the links after that key; empty if it is not the new key of any. */
    SuccessionChain endingAt(PublicKey key) {
        for (int end = links.size(); end > 0; end--) {
            if (links.get(end - 1).newKey().equals(key)) {
                return new SuccessionChain(links.subList(0, end));
            }
        }
        return NONE;
    }

    /** With one more link at the end, which must begin there. */
    SuccessionChain with(SuccessionLink link) {
        List<SuccessionLink> extended = new ArrayList<>(links);
        extended.add(link);
        return new SuccessionChain(extended.subList(Math.max(0, extended.size() - MAX_LINKS), extended.size()));
    }

    /** When a link that is added at that time says it was issued: later than all others, whatever the clock does. */
    long issuedAt(long nowMillis) {
        return isEmpty() ? nowMillis : Math.max(nowMillis, last().issuedAtMillis() + 1);
    }

    /**
     * The signed way from a key to the end.
     *
     * @param from the key that is trusted
     * @param afterMillis links up to then are not followed
     * @return the links of the way; empty if there is none
     */
    Optional<List<SuccessionLink>> wayFrom(NodeId node, PublicKey from, long afterMillis) {
        for (int begin = links.size() - 1; begin >= 0; begin--) {
            if (links.get(begin).oldKey().equals(from)) {
                List<SuccessionLink> way = links.subList(begin, links.size());
                boolean good = way.get(0).issuedAtMillis() > afterMillis
                        && way.stream().allMatch(link -> link.isSigned(node));
                return good ? Optional.of(way) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Whether it tells of a successor of that key. */
    boolean passes(PublicKey key) {
        return links.stream().anyMatch(link -> link.oldKey().equals(key));
    }
}
