package io.barrel.p2p.replica;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
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
import io.barrel.p2p.wire.Bounds;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.proto.ReplicaProto;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The messages of anti-entropy, and entries in broadcasts, as bytes ({@code replica.proto}). Stateless; any thread. What it
 * returns from {@link #decode} and {@link #decodeEntries} keeps every bound below; whether it makes sense is the machine's to judge.
 */
public final class ReplicaCodec {

    /** The largest encoded message: a chunk of entries or a list of what is held, both about 256 KiB, and room to spare. */
    public static final int MAX_BYTES = 512 << 10;

    /** The largest encoded list of entries in a broadcast. */
    public static final int MAX_DELTA_BYTES = 1 << 20;

    private static final int MAX_WANTED = Chunk.MAX_RANGES * DigestTree.MAX_LEAF;

    private ReplicaCodec() {}

    /** The bytes of a message, at most {@link #MAX_BYTES}. */
    public static ByteBuffer encode(ReplicaFrame frame) {
        ReplicaMessage message = frame.message();
        ReplicaProto.ReplicaMessage.Builder to = ReplicaProto.ReplicaMessage.newBuilder()
                .setReplica(frame.replica())
                .setSession(message.session());
        if (message instanceof Compare compare) {
            to.setCompare(encode(compare));
        } else if (message instanceof Differences differences) {
            to.setDifferences(encode(differences));
        } else if (message instanceof Fetch fetch) {
            to.setFetch(encode(fetch));
        } else if (message instanceof Entries entries) {
            to.setFetchReply(encode(entries));
        } else if (message instanceof Push push) {
            ReplicaProto.Push.Builder entries = ReplicaProto.Push.newBuilder();
            push.entries().forEach(entry -> entries.addEntries(encode(entry)));
            to.setPush(entries);
        } else if (message instanceof Pushed) {
            to.setPushed(ReplicaProto.Pushed.getDefaultInstance());
        }
        return to.build().toByteString().asReadOnlyByteBuffer();
    }

    private static ReplicaProto.Compare.Builder encode(Compare compare) {
        ReplicaProto.Compare.Builder to = ReplicaProto.Compare.newBuilder();
        for (Digest digest : compare.digests()) {
            to.addDigests(ReplicaProto.PrefixDigest.newBuilder()
                    .setPrefix(encode(digest.prefix()))
                    .setDigest(digest.digest()));
        }
        return to;
    }

    private static ReplicaProto.Differences.Builder encode(Differences differences) {
        ReplicaProto.Differences.Builder to =
                ReplicaProto.Differences.newBuilder().setCompared(differences.compared());
        for (Difference difference : differences.differences()) {
            ReplicaProto.Difference.Builder below =
                    ReplicaProto.Difference.newBuilder().setPrefix(encode(difference.prefix()));
            if (difference instanceof Branch branch) {
                below.setChildren(ReplicaProto.Children.newBuilder().addAllDigests(branch.children()));
            } else if (difference instanceof Leaf leaf) {
                below.setHeld(ReplicaProto.Holding.newBuilder().addAllEntries(encode(leaf.held())));
            }
            to.addDifferences(below);
        }
        return to;
    }

    private static ReplicaProto.Fetch.Builder encode(Fetch fetch) {
        ReplicaProto.Fetch.Builder to = ReplicaProto.Fetch.newBuilder().setAfter(fetch.after());
        for (Range range : fetch.ranges()) {
            to.addRanges(ReplicaProto.Range.newBuilder()
                    .setPrefix(encode(range.prefix()))
                    .addAllHave(encode(range.have())));
        }
        return to;
    }

    private static ReplicaProto.FetchReply.Builder encode(Entries entries) {
        ReplicaProto.FetchReply.Builder to = ReplicaProto.FetchReply.newBuilder()
                .addAllWanted(entries.wanted())
                .setFinished(entries.finished())
                .setAfter(entries.after());
        entries.entries().forEach(entry -> to.addEntries(encode(entry)));
        return to;
    }

    private static ReplicaProto.Prefix.Builder encode(Prefix prefix) {
        return ReplicaProto.Prefix.newBuilder().setBits(prefix.bits()).setDepth(prefix.depth());
    }

    private static List<ReplicaProto.Held> encode(List<Held> held) {
        List<ReplicaProto.Held> to = new ArrayList<>(held.size());
        for (Held entry : held) {
            to.add(ReplicaProto.Held.newBuilder()
                    .setKeyHash(entry.keyHash())
                    .setEntryHash(entry.entryHash())
                    .setVersion(entry.version())
                    .build());
        }
        return to;
    }

    private static ReplicaProto.ReplicaEntry encode(ReplicaEntry entry) {
        ReplicaProto.ReplicaEntry.Builder to =
                ReplicaProto.ReplicaEntry.newBuilder().setKey(entry.key()).setVersion(entry.version());
        ByteString value = entry.value();
        return (value == null ? to : to.setValue(value)).build();
    }

    /** The bytes of entries in a broadcast. */
    public static ByteBuffer encodeEntries(List<ReplicaEntry> entries) {
        ReplicaProto.ReplicaEntries.Builder to = ReplicaProto.ReplicaEntries.newBuilder();
        entries.forEach(entry -> to.addEntries(encode(entry)));
        return to.build().toByteString().asReadOnlyByteBuffer();
    }

    /**
     * The message of these bytes; their position and limit stay as they are.
     *
     * @return empty for a kind of message this version does not know, to be counted and ignored: newer peers may send it
     * @throws MalformedInputException if the bytes are no message or a bound is exceeded
     */
    public static Optional<ReplicaFrame> decode(ByteBuffer payload) {
        Bounds.atMost("bytes of a replica message", payload.remaining(), MAX_BYTES);
        ReplicaProto.ReplicaMessage from;
        try {
            from = ReplicaProto.ReplicaMessage.parseFrom(payload.duplicate());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedInputException("not a replica message: " + e.getMessage(), e);
        }
        ReplicaMessage message = message(from);
        return message == null ? Optional.empty() : Optional.of(new ReplicaFrame(from.getReplica(), message));
    }

    private static @Nullable ReplicaMessage message(ReplicaProto.ReplicaMessage from) {
        long session = from.getSession();
        return switch (from.getBodyCase()) {
            case COMPARE -> new Compare(session, digests(from.getCompare()));
            case DIFFERENCES -> decode(session, from.getDifferences());
            case FETCH -> decode(session, from.getFetch());
            case FETCH_REPLY -> decode(session, from.getFetchReply());
            case PUSH -> {
                atLeastOne("entries in a push", from.getPush().getEntriesCount());
                yield new Push(session, chunk(from.getPush().getEntriesList()));
            }
            case PUSHED -> new Pushed(session);
            case BODY_NOT_SET -> null;
        };
    }

    private static List<Digest> digests(ReplicaProto.Compare from) {
        atLeastOne("digests", from.getDigestsCount());
        Bounds.atMost("digests", from.getDigestsCount(), Comparison.MAX_DIGESTS);
        List<Digest> digests = new ArrayList<>(from.getDigestsCount());
        for (ReplicaProto.PrefixDigest digest : from.getDigestsList()) {
            digests.add(new Digest(prefix(digest.getPrefix()), digest.getDigest()));
        }
        return digests;
    }

    private static Differences decode(long session, ReplicaProto.Differences from) {
        atLeastOne("digests compared", from.getCompared());
        Bounds.atMost("digests compared", from.getCompared(), Comparison.MAX_DIGESTS);
        Bounds.atMost("differences", from.getDifferencesCount(), Comparison.MAX_DIGESTS);
        List<Difference> differences = new ArrayList<>(from.getDifferencesCount());
        for (ReplicaProto.Difference difference : from.getDifferencesList()) {
            differences.add(difference(difference));
        }
        return new Differences(session, from.getCompared(), differences);
    }

    private static Difference difference(ReplicaProto.Difference from) {
        Prefix prefix = prefix(from.getPrefix());
        return switch (from.getBelowCase()) {
            case CHILDREN -> {
                int children = from.getChildren().getDigestsCount();
                if (children != Prefix.FANOUT || prefix.depth() == Prefix.MAX_DEPTH) {
                    throw new MalformedInputException("a prefix has " + Prefix.FANOUT + " children if it is less than "
                            + Prefix.MAX_DEPTH + " deep, found " + children + " at " + prefix.depth());
                }
                yield new Branch(prefix, List.copyOf(from.getChildren().getDigestsList()));
            }
            case HELD -> new Leaf(prefix, held(from.getHeld().getEntriesList()));
            case BELOW_NOT_SET -> throw new MalformedInputException("a difference without what is below");
        };
    }

    private static Fetch decode(long session, ReplicaProto.Fetch from) {
        atLeastOne("ranges", from.getRangesCount());
        Bounds.atMost("ranges", from.getRangesCount(), Chunk.MAX_RANGES);
        List<Range> ranges = new ArrayList<>(from.getRangesCount());
        for (ReplicaProto.Range range : from.getRangesList()) {
            ranges.add(new Range(prefix(range.getPrefix()), held(range.getHaveList())));
        }
        return new Fetch(session, ranges, after(from.getAfter()));
    }

    private static Entries decode(long session, ReplicaProto.FetchReply from) {
        Bounds.atMost("wanted keys", from.getWantedCount(), MAX_WANTED);
        Bounds.atMost("finished ranges", from.getFinished(), Chunk.MAX_RANGES);
        return new Entries(
                session,
                chunk(from.getEntriesList()),
                List.copyOf(from.getWantedList()),
                from.getFinished(),
                after(from.getAfter()));
    }

    private static Prefix prefix(ReplicaProto.Prefix from) {
        return new Prefix(from.getBits(), from.getDepth());
    }

    private static List<Held> held(List<ReplicaProto.Held> from) {
        Bounds.atMost("entries listed", from.size(), DigestTree.MAX_LEAF);
        List<Held> held = new ArrayList<>(from.size());
        for (ReplicaProto.Held entry : from) {
            atLeastOne("bytes of a version", entry.getVersion().size());
            Bounds.atMost("bytes of a version", entry.getVersion().size(), ReplicaEntry.MAX_VERSION);
            held.add(new Held(entry.getKeyHash(), entry.getEntryHash(), entry.getVersion()));
        }
        return held;
    }

    private static ByteString after(ByteString key) {
        Bounds.atMost("bytes of a key", key.size(), ReplicaEntry.MAX_KEY);
        return key;
    }

    private static List<ReplicaEntry> chunk(List<ReplicaProto.ReplicaEntry> from) {
        Bounds.atMost("entries", from.size(), Chunk.MAX_ENTRIES);
        return entries(from);
    }

    private static List<ReplicaEntry> entries(List<ReplicaProto.ReplicaEntry> from) {
        List<ReplicaEntry> entries = new ArrayList<>(from.size());
        for (ReplicaProto.ReplicaEntry entry : from) {
            atLeastOne("bytes of a key", entry.getKey().size());
            Bounds.atMost("bytes of a key", entry.getKey().size(), ReplicaEntry.MAX_KEY);
            atLeastOne("bytes of a version", entry.getVersion().size());
            Bounds.atMost("bytes of a version", entry.getVersion().size(), ReplicaEntry.MAX_VERSION);
            Bounds.atMost("bytes of a value", entry.getValue().size(), ReplicaEntry.MAX_VALUE);
            entries.add(
                    new ReplicaEntry(entry.getKey(), entry.getVersion(), entry.hasValue() ? entry.getValue() : null));
        }
        return entries;
    }

    /**
     * The entries of a broadcast; position and limit of the bytes stay as they are.
     *
     * @throws MalformedInputException if the bytes are no entries or a bound is exceeded
     */
    public static List<ReplicaEntry> decodeEntries(ByteBuffer payload) {
        Bounds.atMost("bytes of entries", payload.remaining(), MAX_DELTA_BYTES);
        try {
            return entries(
                    ReplicaProto.ReplicaEntries.parseFrom(payload.duplicate()).getEntriesList());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedInputException("not entries of a replica: " + e.getMessage(), e);
        }
    }

    private static void atLeastOne(String what, int found) {
        if (found == 0) {
            throw new MalformedInputException("no " + what);
        }
    }
}
