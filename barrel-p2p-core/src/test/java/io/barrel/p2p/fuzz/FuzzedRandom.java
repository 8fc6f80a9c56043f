package io.barrel.p2p.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.util.List;
import java.util.random.RandomGenerator;

/** Choices that a fuzzer makes: each takes bytes of its input, so that it can turn one without turning the others. */
public final class FuzzedRandom implements RandomGenerator {

    private static final int MOST_STEPS = 2_000;

    private final FuzzedDataProvider data;
    private int steps;

    public FuzzedRandom(FuzzedDataProvider data) {
        this.data = data;
    }

    /** Whether the input has another step of a sequence. */
    public boolean hasMore() {
        return data.remainingBytes() > 0 && steps++ < MOST_STEPS;
    }

    @Override
    public long nextLong() {
        return data.consumeLong();
    }

    @Override
    public int nextInt() {
        return data.consumeInt();
    }

    @Override
    public int nextInt(int bound) {
        return data.consumeInt(0, bound - 1);
    }

    @Override
    public boolean nextBoolean() {
        return data.consumeBoolean();
    }

    /** One of these. */
    public <T> T any(List<T> choices) {
        return choices.get(nextInt(choices.size()));
    }

    /** Up to that many bytes. */
    public byte[] bytes(int most) {
        return data.consumeBytes(nextInt(most + 1));
    }

    /** A number of few bits mostly, for what comes in order. */
    public long small() {
        return nextInt(8) == 0 ? nextLong() : nextInt(6);
    }
}
