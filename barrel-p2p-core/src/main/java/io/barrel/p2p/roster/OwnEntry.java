package io.barrel.p2p.roster;

import org.jspecify.annotations.Nullable;

/** What a node says of itself, and how it objects to what others say. */
final class OwnEntry {

    private final RosterSelf self;
    private final RosterContext context;
    private long incarnation;
    private long refutation;
    private boolean left;
    private @Nullable MemberEntry said;

    OwnEntry(RosterSelf self, RosterContext context) {
        this.self = self;
        this.context = context;
        this.incarnation = self.incarnation();
    }

    /** What a node says of itself when it starts. */
    static MemberEntry alive(RosterSelf self, long since) {
        return new MemberEntry(
                self.node(),
                self.incarnation(),
                0,
                MemberStatus.ALIVE,
                self.address(),
                self.metadata(),
                since,
                null,
                null);
    }

    /** What it has to say; the same, to the moment it began to be so, for as long as nothing has changed. */
    MemberEntry entry(MemberStatus status) {
        left = status == MemberStatus.LEFT;
        MemberEntry last = said;
        if (last != null
                && last.status() == status
                && last.incarnation() == incarnation
                && last.refutation() == refutation) {
            return last;
        }
        MemberEntry entry = new MemberEntry(
                self.node(),
                incarnation,
                refutation,
                status,
                self.address(),
                self.metadata(),
                context.wallMillis(),
                null,
                null);
        said = entry;
        return entry;
    }

    /** It takes part again: what it said when it left must be outdone. */
    void returned() {
        if (left) {
            raise(incarnation, refutation);
        }
    }

    /**
     * Answers what was said of this node by outdoing it; false if that needs no answer.
     *
     * @param heard from somebody else, or what this node said itself
     */
    boolean contradict(MemberEntry heard) {
        boolean earlier = heard.incarnation() < incarnation
                || (heard.incarnation() == incarnation && heard.refutation() < refutation);
        if (earlier || heard.equals(said)) {
            return false;
        }
        raise(heard.incarnation(), heard.refutation());
        return true;
    }

    private void raise(long heardIncarnation, long heardRefutation) {
        boolean foreign = heardIncarnation > incarnation;
        if (foreign || heardRefutation >= MemberEntry.MAX_REFUTATION) {
            incarnation = heardIncarnation + 1;
            refutation = 0;
            context.outputs().accept(new RosterOutput.AdoptIncarnation(incarnation));
        } else {
            refutation = heardRefutation + 1;
        }
    }
}
