package io.barrel.p2p.test.junit;

import io.barrel.p2p.test.ClusterBuilder;

/** Goes with the failure of a test and says how to see it again. Has no stack trace: it happened nowhere. */
final class SeedOfRun extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SeedOfRun(long seed) {
        super(
                "the cluster had seed " + seed + ": run the test again with -D" + ClusterBuilder.SEED_PROPERTY + "="
                        + seed,
                null,
                false,
                false);
    }
}
