package io.barrel.p2p.revocation;

import com.google.protobuf.ByteString;
import io.barrel.p2p.replica.ReplicaEntry;
import io.barrel.p2p.replica.ReplicaPolicy;
import io.barrel.p2p.wire.MalformedInputException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which revocations of other nodes come in: those that count here, if their signature is right. Others are left out without a word, and
 * without a look at their signature. The order of the questions keeps what a hostile member can cause cheap.
 */
final class RevocationPolicy implements ReplicaPolicy {

    private final RevocationBook book;
    private final Function<ByteString, @Nullable ReplicaEntry> held;
    private final BooleanSupplier mayCheck;

    /**
     * A policy.
     *
     * @param held what the replica holds
     * @param mayCheck whether one more signature may be checked now
     */
    RevocationPolicy(RevocationBook book, Function<ByteString, @Nullable ReplicaEntry> held, BooleanSupplier mayCheck) {
        this.book = book;
        this.held = held;
        this.mayCheck = mayCheck;
    }

    @Override
    public Optional<Refusal> refusal(ReplicaEntry entry) {
        try {
            if (!book.honours(entry.key())) {
                return Optional.empty();
            }
            ReplicaEntry known = held.apply(entry.key());
            if (known != null && known.compareTo(entry) >= 0) {
                return Optional.empty();
            }
            SignedRevocation revocation = RevocationCodec.decode(entry);
            if (known == null && book.size() >= Revocations.MAX_REVOCATIONS) {
                return Optional.of(Refusal.FULL);
            }
            if (!mayCheck.getAsBoolean()) {
                return Optional.of(Refusal.BUSY);
            }
            return revocation.isSignedFor(book.cluster()) ? Optional.empty() : Optional.of(Refusal.FORGED);
        } catch (MalformedInputException e) {
            return Optional.of(Refusal.MALFORMED);
        }
    }

    /** Nothing that is held. */
    @Override
    public boolean mayExpire(ReplicaEntry entry) {
        return false;
    }

    /** What does not count here is not taken in. */
    @Override
    public boolean isExpired(ReplicaEntry entry) {
        return !book.honours(entry.key());
    }
}
