package io.barrel.p2p.engine;

import io.barrel.p2p.discovery.DiscoveryChain;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.AuthStatistics;
import io.barrel.p2p.security.FileTrustStore;
import io.barrel.p2p.security.Handshake;
import io.barrel.p2p.security.NodeKeys;
import io.barrel.p2p.transport.LinkConfig;
import io.barrel.p2p.transport.Transport;
import io.barrel.p2p.wire.Peer;

/**
 * What a {@link NodeEngine} is made of; it closes what it is given.
 *
 * @param self name and advertised address
 * @param incarnation of this start
 * @param data the locked data directory
 * @param keys identity and certificate
 * @param trust pins
 * @param handshakes makes the handshake of a connection
 * @param transport bound, not yet open
 * @param discovery where contacts come from
 * @param membership parameters of HyParView
 * @param auth parameters of authentication
 * @param link parameters of links
 * @param runtime threads, time and randomness
 * @param events takes events
 * @param statistics counted into
 * @param authStatistics counted into
 */
public record NodeParts(
        Peer self,
        long incarnation,
        DataDirectory data,
        NodeKeys keys,
        FileTrustStore trust,
        Handshake.Factory handshakes,
        Transport transport,
        DiscoveryChain discovery,
        HyParViewConfig membership,
        AuthConfig auth,
        LinkConfig link,
        NodeRuntime runtime,
        EventDispatcher events,
        NodeStatistics statistics,
        AuthStatistics authStatistics) {}
