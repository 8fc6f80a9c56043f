package io.barrel.p2p.roster;

import io.barrel.p2p.wire.NodeId;
import java.util.List;
import java.util.Optional;

/** Who belongs to the cluster, and who of them is alive. Any thread; never waits. Changes are told by member events. */
public interface Roster {

    /** Every member known, this node included, by name; those gone for longer than the retention are not. */
    List<Member> members();

    /** How many members have that status. */
    int count(MemberStatus status);

    /** One member. */
    Optional<Member> member(NodeId node);

    /** The last 256 suspicions, the newest first. */
    List<Suspicion> suspicions();
}
