package io.barrel.p2p.event;

/** The end of a subscription. Any thread; idempotent. */
public interface Subscription extends AutoCloseable {

    /** Nothing is delivered after this returns, except what is being delivered. */
    @Override
    void close();
}
