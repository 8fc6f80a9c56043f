package io.barrel.p2p.engine;

import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.MessageId;
import io.barrel.p2p.node.NodeSettings;
import io.barrel.p2p.revocation.RevocationBook;
import io.barrel.p2p.security.TrustStore;
import io.barrel.p2p.transport.LinkConfig;
import io.barrel.p2p.transport.Transport;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * What an {@link Overlay} works with.
 *
 * @param node who the node is, and the parameters of its machines
 * @param transport dials and links
 * @param link parameters of the link table
 * @param random randomness of membership and routes
 * @param secretRandom randomness of what nobody may foretell
 * @param clock the wall clock
 * @param contacts where contacts come from
 * @param worker runs look-ups, which may block
 * @param statistics counted into
 * @param events takes events, in order, without blocking
 * @param broadcasts takes broadcasts for the application, in order, without blocking
 * @param messaging what messages work with
 * @param revocations who is barred; takes what comes
 * @param trust the pins
 * @param revoked told when the book of revocations has changed, to make it durable; must not block
 * @param adoption takes an incarnation the node goes on at, to be made durable; must not block
 */
record OverlayParts(
        NodeSettings node,
        Transport transport,
        LinkConfig link,
        RandomGenerator random,
        RandomGenerator secretRandom,
        Clock clock,
        ContactFinder.Source contacts,
        ExecutorService worker,
        NodeStatistics statistics,
        Consumer<P2pEvent> events,
        BiConsumer<MessageId, Broadcast> broadcasts,
        MessagingParts messaging,
        RevocationBook revocations,
        TrustStore trust,
        Runnable revoked,
        LongConsumer adoption) {}
