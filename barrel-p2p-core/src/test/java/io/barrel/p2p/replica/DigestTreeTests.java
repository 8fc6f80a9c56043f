package io.barrel.p2p.replica;

import static io.barrel.p2p.replica.Net.bytes;
import static io.barrel.p2p.replica.Net.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DigestTreeTests {

    private static final Comparator<ReplicaEntry> PLACE = (a, b) -> a.comparePlace(b.keyHash(), b.key());

    @Property(tries = 60)
    void holdsWhatAMapHolds(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3_000) int keys) {
        SplittableRandom random = new SplittableRandom(seed);
        DigestTree tree = new DigestTree(ReplicaEntry::isTombstone);
        Map<ByteString, ReplicaEntry> model = new HashMap<>();
        for (int i = 0; i < 2 * keys; i++) {
            String key = "k" + random.nextInt(keys);
            if (random.nextInt(4) == 0) {
                assertThat(tree.remove(bytes(key))).isEqualTo(model.remove(bytes(key)));
            } else {
                ReplicaEntry entry = random.nextInt(5) == 0
                        ? Net.tombstone(key, 1 + random.nextInt(100))
                        : entry(key, 1 + random.nextInt(100), "v" + i);
                tree.put(entry);
                model.put(entry.key(), entry);
            }
        }
        check(tree, model, random);
    }

    @Property(tries = 20)
    void shrinksToNothingAgain(@ForAll long seed) {
        List<ReplicaEntry> entries = entries(2_000);
        DigestTree tree = tree(entries);
        Collections.shuffle(entries, new Random(seed));
        Map<ByteString, ReplicaEntry> model = new HashMap<>();
        entries.forEach(entry -> model.put(entry.key(), entry));
        SplittableRandom random = new SplittableRandom(seed);
        for (ReplicaEntry entry : entries) {
            tree.remove(entry.key());
            model.remove(entry.key());
            if (random.nextInt(300) == 0) {
                check(tree, model, random);
            }
        }
        check(tree, model, random);
        assertThat(tree.digest(Prefix.ROOT)).isZero();
    }

    private static void check(DigestTree tree, Map<ByteString, ReplicaEntry> model, SplittableRandom random) {
        List<ReplicaEntry> sorted = model.values().stream().sorted(PLACE).toList();
        assertThat(tree.size()).isEqualTo(model.size());
        assertThat(walk(tree, Prefix.ROOT, ByteString.EMPTY)).isEqualTo(sorted);
        assertThat(tree.expirable()).isEqualTo((int)
                sorted.stream().filter(ReplicaEntry::isTombstone).count());
        for (int i = 0; i < 30; i++) {
            Prefix prefix = Prefix.ROOT;
            long hash = sorted.isEmpty() || i % 2 == 0
                    ? random.nextLong()
                    : sorted.get(random.nextInt(sorted.size())).keyHash();
            for (int depth = random.nextInt(i % 3 == 0 ? 17 : 4); depth > 0; depth--) {
                prefix = prefix.child(Prefix.childOf(prefix.depth(), hash));
            }
            Prefix asked = prefix;
            List<ReplicaEntry> below = sorted.stream()
                    .filter(entry -> asked.contains(entry.keyHash()))
                    .toList();
            assertThat(tree.size(asked)).isEqualTo(below.size());
            assertThat(tree.digest(asked))
                    .isEqualTo(below.stream().mapToLong(ReplicaEntry::hash).sum());
            assertThat(walk(tree, asked, ByteString.EMPTY)).isEqualTo(below);
            ReplicaEntry after = entry("k" + random.nextInt(3_000), 1, "");
            assertThat(walk(tree, asked, after.key()))
                    .isEqualTo(below.stream()
                            .filter(entry -> PLACE.compare(entry, after) > 0)
                            .toList());
        }
        model.forEach((key, entry) -> assertThat(tree.get(key)).isEqualTo(entry));
    }

    @Property(tries = 50)
    void digestDoesNotTellInWhichOrderEntriesCame(@ForAll long seed, @ForAll @IntRange(max = 500) int count) {
        List<ReplicaEntry> entries = entries(count);
        long digest = tree(entries).digest(Prefix.ROOT);
        Collections.shuffle(entries, new Random(seed));
        assertThat(tree(entries).digest(Prefix.ROOT)).isEqualTo(digest);
    }

    @Test
    void treesOfDifferentShapeHaveTheSameDigestsEverywhere() {
        List<ReplicaEntry> entries = entries(600);
        DigestTree grown = tree(entries);
        DigestTree shrunk = tree(entries(20_000));
        for (ReplicaEntry entry : entries(20_000).subList(600, 20_000)) {
            shrunk.remove(entry.key());
        }
        DigestTree overwritten = tree(entries);
        entries.forEach(entry -> overwritten.put(entry(entry.key().toStringUtf8(), 9, "other")));
        entries.forEach(overwritten::put);
        for (ReplicaEntry entry : entries) {
            Prefix prefix = Prefix.ROOT;
            while (prefix.depth() < Prefix.MAX_DEPTH) {
                prefix = prefix.child(Prefix.childOf(prefix.depth(), entry.keyHash()));
                assertThat(shrunk.digest(prefix))
                        .isEqualTo(grown.digest(prefix))
                        .isNotZero();
                assertThat(overwritten.digest(prefix)).isEqualTo(grown.digest(prefix));
            }
        }
    }

    @Test
    void everyPartOfAnEntryCounts() {
        ReplicaEntry entry = entry("ab", 1, "c");
        List<ReplicaEntry> others = List.of(
                entry("abc", 1, ""),
                entry("ab", 2, "c"),
                entry("ab", 1, "d"),
                entry("ab", 1, ""),
                Net.tombstone("ab", 1),
                entry("ac", 1, "c"));
        assertThat(others)
                .extracting(ReplicaEntry::hash)
                .doesNotHaveDuplicates()
                .doesNotContain(entry.hash());
        assertThat(entry("ab", 1, "c")).isEqualTo(entry).hasSameHashCodeAs(entry);
        assertThat(others).doesNotContain(entry);
    }

    @Test
    void keysOfOneHashShareALeafAtTheGreatestDepth() {
        DigestTree tree = tree(entries(2_000));
        List<ReplicaEntry> colliding = Collisions.entries(DigestTree.MAX_LEAF);
        assertThat(colliding)
                .extracting(ReplicaEntry::keyHash)
                .containsOnly(colliding.get(0).keyHash());
        colliding.forEach(tree::put);
        assertThat(tree.isFullAt(colliding.get(0).keyHash())).isTrue();
        assertThat(tree.size()).isEqualTo(2_000 + colliding.size());
        colliding.forEach(entry -> assertThat(tree.get(entry.key())).isEqualTo(entry));
        colliding.forEach(entry -> assertThat(tree.remove(entry.key())).isEqualTo(entry));
        assertThat(tree.digest(Prefix.ROOT)).isEqualTo(tree(entries(2_000)).digest(Prefix.ROOT));
    }

    @Test
    void walkStopsWhenItsVisitorIsContent() {
        DigestTree tree = tree(entries(1_000));
        List<ReplicaEntry> seen = new ArrayList<>();
        boolean finished = tree.walk(Prefix.ROOT, ByteString.EMPTY, entry -> {
            seen.add(entry);
            return seen.size() < 10;
        });
        assertThat(finished).isFalse();
        assertThat(seen)
                .hasSize(10)
                .isEqualTo(walk(tree, Prefix.ROOT, ByteString.EMPTY).subList(0, 10));
    }

    @Test
    void walkOverWhatMayExpireLooksAtFewOthers() {
        DigestTree tree = tree(entries(10_000));
        tree.put(Net.tombstone("gone", 1));
        List<ReplicaEntry> seen = new ArrayList<>();
        assertThat(tree.walkExpirable(ByteString.EMPTY, seen::add)).isTrue();
        assertThat(seen).hasSizeLessThanOrEqualTo(16 * DigestTree.MAX_LEAF).contains(Net.tombstone("gone", 1));
    }

    private static List<ReplicaEntry> walk(DigestTree tree, Prefix prefix, ByteString after) {
        List<ReplicaEntry> seen = new ArrayList<>();
        assertThat(tree.walk(prefix, after, seen::add)).isTrue();
        return seen;
    }

    private static DigestTree tree(List<ReplicaEntry> entries) {
        DigestTree tree = new DigestTree(ReplicaEntry::isTombstone);
        entries.forEach(tree::put);
        return tree;
    }

    private static List<ReplicaEntry> entries(int count) {
        List<ReplicaEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(entry("key" + i, 1, "value" + i));
        }
        return entries;
    }
}
