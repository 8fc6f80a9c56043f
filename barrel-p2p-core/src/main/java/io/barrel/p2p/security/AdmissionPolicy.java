package io.barrel.p2p.security;

/**
 * Decides which authenticated peers this node has to do with. Asked once for every connection, in either direction, after
 * the peer has proved key and cookie and said what it is, and before its key is pinned and it enters any view. A refusal
 * closes the connection and the peer is told {@code rejected}. Links that are up are never asked about again.
 *
 * <p>Called on threads of the node that are made for policies, for several peers at once: a policy must be safe for use by
 * any thread. It may block, but all policies together have half of {@code auth.handshake-timeout} to answer about one peer;
 * then the peer is refused and the thread interrupted. While too many peers wait for an answer, further ones are refused.
 */
@FunctionalInterface
public interface AdmissionPolicy {

    /**
     * Whether this node takes that peer. A policy that throws refuses, and the exception is logged.
     *
     * @return false to refuse it; true to leave the decision to the next policy, the last of which admits
     */
    boolean admits(Candidate candidate);
}
