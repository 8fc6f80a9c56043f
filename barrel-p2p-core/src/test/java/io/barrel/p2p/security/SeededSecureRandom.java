package io.barrel.p2p.security;

import java.security.SecureRandom;
import java.util.Random;

/** Repeatable "randomness" for tests. */
final class SeededSecureRandom extends SecureRandom {

    private static final long serialVersionUID = 1L;

    private final Random random;

    SeededSecureRandom(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }
}
