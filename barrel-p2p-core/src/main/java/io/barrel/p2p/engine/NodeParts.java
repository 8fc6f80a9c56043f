package io.barrel.p2p.engine;

import io.barrel.p2p.discovery.DiscoveryChain;
import io.barrel.p2p.gossip.Broadcast;
import io.barrel.p2p.gossip.MessageId;
import io.barrel.p2p.node.NodeSettings;
import io.barrel.p2p.revocation.RevocationBook;
import io.barrel.p2p.security.AdmissionPolicy;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.AuthStatistics;
import io.barrel.p2p.security.FileTrustStore;
import io.barrel.p2p.security.Handshake;
import io.barrel.p2p.security.NodeKeys;
import io.barrel.p2p.security.TlsConfig;
import io.barrel.p2p.transport.LinkConfig;
import io.barrel.p2p.transport.Transport;
import io.barrel.p2p.wire.Peer;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * What a {@link NodeEngine} is made of; it closes what it is given.
 *
 * @param node who it is, and the parameters of its machines
 * @param incarnation the incarnation it runs as; raised if others knew it by a later one
 * @param data the locked data directory
 * @param keys identity and certificate
 * @param tls where the certificate comes from and when it is renewed
 * @param trust pins
 * @param revocations who is barred
 * @param revocationFile where that is kept
 * @param handshakes makes the handshake of a connection
 * @param transport bound, not yet open
 * @param discovery where contacts come from
 * @param auth parameters of authentication
 * @param admission which authenticated peers to take, asked in order
 * @param link parameters of links
 * @param runtime threads, time and randomness
 * @param events takes events
 * @param broadcasts takes broadcasts for the application, on the loop
 * @param calls runs the application's listeners to broadcasts
 * @param messaging what messages work with
 * @param statistics counted into
 * @param authStatistics counted into
 */
public record NodeParts(
        NodeSettings node,
        AtomicLong incarnation,
        DataDirectory data,
        NodeKeys keys,
        TlsConfig tls,
        FileTrustStore trust,
        RevocationBook revocations,
        RevocationFile revocationFile,
        Handshake.Factory handshakes,
        Transport transport,
        DiscoveryChain discovery,
        AuthConfig auth,
        List<AdmissionPolicy> admission,
        LinkConfig link,
        NodeRuntime runtime,
        EventDispatcher events,
        BiConsumer<MessageId, Broadcast> broadcasts,
        ExecutorService calls,
        MessagingParts messaging,
        NodeStatistics statistics,
        AuthStatistics authStatistics) {

    /** Name and advertised address. */
    Peer self() {
        return node.self();
    }
}
