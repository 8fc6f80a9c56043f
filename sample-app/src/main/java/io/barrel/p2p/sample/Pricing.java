package io.barrel.p2p.sample;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** A service of every node. */
interface Pricing {

    /** The price now. */
    CompletionStage<Price> price();

    /**
     * A price.
     *
     * @param node who says it
     * @param cents how much it is
     * @param at when it was said
     */
    record Price(String node, int cents, Instant at) {}
}
