package io.barrel.p2p.engine;

import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.transport.LinkConfig;
import io.barrel.p2p.transport.Transport;
import io.barrel.p2p.wire.Peer;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What an {@link Overlay} works with.
 *
 * @param self this node
 * @param transport dials and links
 * @param membership parameters of the membership machine
 * @param link parameters of the link table
 * @param random randomness of the membership machine
 * @param clock the wall clock
 * @param contacts where contacts come from
 * @param worker runs look-ups, which may block
 * @param statistics counted into
 * @param events takes events, in order, without blocking
 */
record OverlayParts(
        Peer self,
        Transport transport,
        HyParViewConfig membership,
        LinkConfig link,
        RandomGenerator random,
        Clock clock,
        ContactFinder.Source contacts,
        ExecutorService worker,
        NodeStatistics statistics,
        Consumer<P2pEvent> events) {}
