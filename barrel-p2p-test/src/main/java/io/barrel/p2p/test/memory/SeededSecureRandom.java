package io.barrel.p2p.test.memory;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/** Repeatable keys and nonces; secret from nobody. */
final class SeededSecureRandom extends SecureRandom {

    private static final long serialVersionUID = 1L;

    private final transient SplittableRandom random;

    SeededSecureRandom(SplittableRandom random) {
        super(null, null);
        this.random = random;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }

    @Override
    public byte[] generateSeed(int count) {
        byte[] seed = new byte[count];
        random.nextBytes(seed);
        return seed;
    }
}
