package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import io.barrel.p2p.fuzz.FuzzedRandom;
import io.barrel.p2p.replica.ReplicaMessage.Branch;
import io.barrel.p2p.replica.ReplicaMessage.Compare;
import io.barrel.p2p.replica.ReplicaMessage.Difference;
import io.barrel.p2p.replica.ReplicaMessage.Differences;
import io.barrel.p2p.replica.ReplicaMessage.Digest;
import io.barrel.p2p.replica.ReplicaMessage.Entries;
import io.barrel.p2p.replica.ReplicaMessage.Fetch;
import io.barrel.p2p.replica.ReplicaMessage.Held;
import io.barrel.p2p.replica.ReplicaMessage.Leaf;
import io.barrel.p2p.replica.ReplicaMessage.Push;
import io.barrel.p2p.replica.ReplicaMessage.Pushed;
import io.barrel.p2p.replica.ReplicaMessage.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a fuzzer says to a replica. Everything goes through the codec, as it would on a link. */
public final class FuzzedReplica {

    public static final List<ReplicaTimer> TIMERS = List.of(
            new ReplicaTimer.AntiEntropy(),
            new ReplicaTimer.Spread(),
            new ReplicaTimer.SessionTimeout(),
            new ReplicaTimer.Sweep());

    private final FuzzedRandom random;
    private final Supplier<ReplicaEntry> entry;

    /**
     * Says what is not even asked for.
     *
     * @param entry the next entry it tells of
     */
    public FuzzedReplica(FuzzedRandom random, Supplier<ReplicaEntry> entry) {
        this.random = random;
        this.entry = entry;
    }

    /**
     * A message.
     *
     * @param asked what the replica said last, to be answered in its session mostly; null if nothing
     * @throws io.barrel.p2p.wire.MalformedInputException if no codec would have let it through
     */
    public Optional<ReplicaMessage> message(ReplicaMessage asked) {
        ReplicaMessage said = said(random.nextInt(4) == 0 ? random.nextLong() : asked.session());
        return ReplicaCodec.decode(ReplicaCodec.encode(new ReplicaFrame("r", said)))
                .map(ReplicaFrame::message);
    }

    /** What stands for a message before there is one. */
    public static ReplicaMessage none() {
        return new Pushed(0);
    }

    private ReplicaMessage said(long session) {
        return switch (random.nextInt(6)) {
            case 0 -> new Compare(session, some(4, () -> new Digest(prefix(), random.small())));
            case 1 -> new Differences(session, 1 + random.nextInt(3), some(4, this::difference));
            case 2 -> new Fetch(session, some(3, () -> new Range(prefix(), some(4, this::held))), key());
            case 3 -> new Entries(session, some(4, entry), some(3, random::small), random.nextInt(4), key());
            case 4 -> new Push(session, some(4, entry));
            default -> new Pushed(session);
        };
    }

    private Difference difference() {
        return random.nextBoolean()
                ? new Branch(
                        prefix(),
                        Stream.generate(random::small).limit(Prefix.FANOUT).toList())
                : new Leaf(prefix(), some(4, this::held));
    }

    private Held held() {
        ReplicaEntry of = entry.get();
        return new Held(
                random.nextInt(4) == 0 ? random.nextLong() : of.keyHash(),
                random.nextBoolean() ? of.hash() : random.small(),
                of.version());
    }

    private ByteString key() {
        return random.nextBoolean() ? ByteString.EMPTY : entry.get().key();
    }

    private Prefix prefix() {
        int depth = random.nextInt(3) == 0 ? random.nextInt(Prefix.MAX_DEPTH + 2) : 0;
        long mask = depth == 0 ? 0 : -1L << (64 - 4 * depth);
        return new Prefix(random.nextLong() & mask, depth);
    }

    private <T> List<T> some(int most, Supplier<T> next) {
        List<T> some = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            some.add(next.get());
        }
        return some;
    }
}
