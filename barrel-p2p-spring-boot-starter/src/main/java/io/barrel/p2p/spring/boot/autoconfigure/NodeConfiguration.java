package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.BarrelP2pConfig;
import io.barrel.p2p.discovery.DiscoveryBackend;
import io.barrel.p2p.engine.ChannelGcConfig;
import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.gossip.GossipConfig;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.messaging.MessagingConfig;
import io.barrel.p2p.relay.RelayConfig;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.roster.RosterConfig;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.Cookie;
import io.barrel.p2p.security.TlsConfig;
import io.barrel.p2p.transport.LinkConfig;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.unit.DataSize;

/** Turns properties into the configuration of a node; the records of the core check the bounds. */
final class NodeConfiguration {

    private NodeConfiguration() {}

    /**
     * A builder that holds what the properties say, contacts and backends excepted.
     *
     * @param bundles null if the application has none
     * @throws InvalidConfigurationException naming the property that is out of bounds
     */
    static BarrelP2pConfig.Builder of(P2pProperties properties, @Nullable SslBundles bundles) {
        AdvertisedAddress advertised = AdvertisedAddress.parse(properties.advertiseAddress());
        return BarrelP2pConfig.builder()
                .nodeName(nodeName(properties.nodeName()))
                .clusterName(properties.clusterName())
                .bindAddress(properties.bindAddress())
                .listenPort(properties.listenPort())
                .advertiseHost(advertised.host())
                .advertisePort(advertised.port())
                .dataDir(properties.dataDir())
                .keyDir(properties.auth().keyDir())
                .certDir(properties.tls().certDir())
                .tls(tls(properties.tls(), bundles))
                .membership(membership(properties.membership()))
                .auth(auth(properties.auth(), properties.cookie()))
                .metadata(properties.metadata())
                .link(link(properties.link()))
                .gossip(gossip(properties.gossip()))
                .messaging(messaging(properties.messaging()))
                .channelGc(channelGc(properties.channelGc()))
                .relay(relay(properties.router(), properties.proxy()))
                .replica(replica(properties.replica()))
                .roster(roster(properties.roster()))
                .maxPendingHandshakes(properties.transport().maxPendingHandshakes())
                .retryAbove(properties.transport().retryAbove());
    }

    /**
     * Adds where other nodes are.
     *
     * @throws InvalidConfigurationException naming the contact that cannot be read
     */
    static void addContacts(
            BarrelP2pConfig.Builder builder,
            List<String> contactNodes,
            int listenPort,
            List<DiscoveryBackend> discovery) {
        // Read here only to refuse a bad one by its index; the node reads them again.
        Contacts.parse("contact-nodes", contactNodes, listenPort);
        builder.contactNodes(contactNodes).discovery(discovery);
    }

    private static @Nullable NodeId nodeName(@Nullable String name) {
        if (name == null) {
            return null;
        }
        try {
            return NodeId.of(name);
        } catch (MalformedInputException e) {
            InvalidConfigurationException refused = new InvalidConfigurationException(
                    "node-name",
                    name,
                    "must have the form name@host, made of letters, digits, '_', '.' and '-';"
                            + " remove it to have a name derived");
            refused.initCause(e);
            throw refused;
        }
    }

    private static HyParViewConfig membership(P2pProperties.Membership membership) {
        return new HyParViewConfig(
                membership.activeSize(),
                membership.passiveSize(),
                membership.arwl(),
                membership.prwl(),
                membership.shuffleLength(),
                membership.shufflePeriod(),
                membership.maxFailCount(),
                membership.baseBackoff(),
                membership.passiveMaxAge(),
                membership.pendingTimeout(),
                membership.rotatePeriod(),
                membership.healPeriod(),
                membership.optimize());
    }

    private static AuthConfig auth(P2pProperties.Auth auth, String cookie) {
        return AuthConfig.builder()
                .enabled(auth.enabled())
                .trustMode(auth.trustMode())
                .handshakeTimeout(auth.handshakeTimeout())
                .timestampWindow(auth.timestampWindow())
                .cookieOnlyNodes(auth.cookieOnlyNodes())
                .maxPins(auth.maxPins())
                .revokers(auth.revokers())
                .cookie(Cookie.of(cookie))
                .keySuccession(auth.keySuccession())
                .build();
    }

    private static TlsConfig tls(P2pProperties.Tls tls, @Nullable SslBundles bundles) {
        String bundle = tls.sslBundle();
        return new TlsConfig(tls.autoRotateBefore(), bundle == null ? null : SslBundleSource.of(bundle, bundles));
    }

    private static LinkConfig link(P2pProperties.Link link) {
        return new LinkConfig(link.idleTimeout(), link.redialBound(), link.channelIdleTimeout());
    }

    /** What has no property stays as it is by default. */
    private static GossipConfig gossip(P2pProperties.Gossip gossip) {
        GossipConfig rest = GossipConfig.DEFAULT;
        return new GossipConfig(
                saturated(gossip.maxBroadcast()),
                rest.announceDelay(),
                rest.graftTimeout(),
                rest.nextGraftTimeout(),
                rest.optimizationThreshold(),
                gossip.cacheAge(),
                gossip.cacheBytes().toBytes(),
                gossip.queueLength(),
                gossip.queueBytes().toBytes());
    }

    /** A size no int can hold becomes one that is out of bounds as well. */
    private static int saturated(DataSize size) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, size.toBytes()));
    }

    private static MessagingConfig messaging(P2pProperties.Messaging messaging) {
        return new MessagingConfig(
                messaging.sendTimeout(),
                messaging.queueBytes().toBytes(),
                messaging.queueLength(),
                messaging.handlerThreads());
    }

    private static ChannelGcConfig channelGc(P2pProperties.ChannelGc channelGc) {
        return new ChannelGcConfig(channelGc.sweepPeriod(), channelGc.minAge());
    }

    private static RelayConfig relay(P2pProperties.Router router, P2pProperties.Proxy proxy) {
        return new RelayConfig(router.maxInFlight(), router.cacheSweepPeriod(), proxy.castMaxInFlight());
    }

    private static ReplicaConfig replica(P2pProperties.Replica replica) {
        return new ReplicaConfig(
                replica.antiEntropyPeriod(), replica.maxClockSkew(), ReplicaConfig.DEFAULT.tombstoneRetention());
    }

    private static RosterConfig roster(P2pProperties.Roster roster) {
        return new RosterConfig(
                roster.suspicionTimeout(), roster.suspicionMin(), roster.probePeriod(), roster.deadRetention());
    }
}
