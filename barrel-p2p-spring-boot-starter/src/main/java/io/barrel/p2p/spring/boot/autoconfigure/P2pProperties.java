package io.barrel.p2p.spring.boot.autoconfigure;

import io.barrel.p2p.membership.HyParViewConfig.Optimize;
import io.barrel.p2p.security.KeySuccession;
import io.barrel.p2p.security.TrustMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * What an application says about its node. Bounds are checked where the values are used, in the core: a value out of bounds
 * stops the start with a message that names the property.
 *
 * @param enabled Whether this application runs a node.
 * @param nodeName Name of the node, as name@host. By default derived at the first start from the application's name, the
 *     node's key and the host's name, and kept in the data directory.
 * @param clusterName Name of the cluster; nodes of other clusters are refused.
 * @param bindAddress Address the UDP socket is bound to.
 * @param listenPort UDP port of the node, 0 for any free one.
 * @param advertiseAddress Host name or IP address that peers dial, as host or host:port. By default the first site-local
 *     address of this host; without a port the one the node listens on.
 * @param dataDir Directory of the node's keys, certificate, pins and state; one node uses it at a time.
 * @param contactNodes Nodes to join through, each as name@host[:port], host:port or dns:name[:port].
 * @param cookie Secret that all nodes of the cluster share. The default is a placeholder that keeps nobody out.
 * @param metadata Pairs that peers and their admission policies are told, at most 4096 bytes of keys and values.
 * @param membership Parameters of the overlay.
 * @param auth How peers are authenticated.
 * @param tls The node's TLS certificate.
 * @param link How soon a silent peer is taken for lost.
 * @param transport Protection of the socket.
 * @param discovery Where contacts are looked for besides the contact nodes.
 * @param gossip Parameters of broadcasts.
 * @param messaging Parameters of messages.
 * @param channelGc When links that nobody needs are closed.
 * @param router Routes to nodes that cannot be dialled.
 * @param proxy Messages that go over other nodes.
 * @param replica Parameters of anti-entropy.
 * @param roster How soon a member is taken for gone.
 * @param health When the node is healthy.
 */
@ConfigurationProperties(P2pProperties.PREFIX)
public record P2pProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String nodeName,
        @DefaultValue("default") String clusterName,
        @DefaultValue("0.0.0.0") String bindAddress,
        @DefaultValue("0") int listenPort,
        @Nullable String advertiseAddress,
        @DefaultValue("data") Path dataDir,
        @DefaultValue List<String> contactNodes,
        @DefaultValue("barrel_p2p") String cookie,
        @DefaultValue Map<String, String> metadata,
        @DefaultValue Membership membership,
        @DefaultValue Auth auth,
        @DefaultValue Tls tls,
        @DefaultValue Link link,
        @DefaultValue Transport transport,
        @DefaultValue Discovery discovery,
        @DefaultValue Gossip gossip,
        @DefaultValue Messaging messaging,
        @DefaultValue ChannelGc channelGc,
        @DefaultValue Router router,
        @DefaultValue Proxy proxy,
        @DefaultValue Replica replica,
        @DefaultValue Roster roster,
        @DefaultValue Health health) {

    /** What all properties begin with. */
    public static final String PREFIX = "barrel.p2p";

    /** Takes copies of the collections. */
    public P2pProperties {
        contactNodes = List.copyOf(contactNodes);
        metadata = Map.copyOf(metadata);
    }

    /** The properties with the cookie masked. */
    @Override
    public String toString() {
        return "P2pProperties[enabled=" + enabled + ", nodeName=" + nodeName + ", clusterName=" + clusterName
                + ", bindAddress=" + bindAddress + ", listenPort=" + listenPort + ", advertiseAddress="
                + advertiseAddress + ", dataDir=" + dataDir + ", contactNodes=" + contactNodes
                + ", cookie=******, metadata=" + metadata + ", membership=" + membership + ", auth=" + auth + ", tls="
                + tls + ", link=" + link
                + ", transport=" + transport + ", discovery=" + discovery + ", gossip=" + gossip + ", messaging="
                + messaging + ", channelGc=" + channelGc + ", router=" + router + ", proxy=" + proxy + ", replica="
                + replica + ", roster=" + roster + ", health="
                + health + "]";
    }

    /**
     * Parameters of HyParView.
     *
     * @param activeSize Bound of the active view: peers this node exchanges gossip with.
     * @param passiveSize Bound of the passive view: peers kept as spares.
     * @param arwl Active random walk length: hops that the news of a joiner travels.
     * @param prwl Passive random walk length: hops after which a joiner is remembered; at most arwl.
     * @param shuffleLength Peers exchanged per shuffle, the sender included.
     * @param shufflePeriod Time between shuffles.
     * @param maxFailCount Failed attempts after which a peer leaves the passive view.
     * @param baseBackoff Wait after a first failure, doubled for each further one up to 5 minutes.
     * @param passiveMaxAge Age at which an entry of a full passive view gives way.
     * @param pendingTimeout How long a proposal to a peer may stay unanswered.
     * @param rotatePeriod Time between two exchanges of an active peer for a passive one.
     * @param healPeriod Time between two dials of a peer that was lost, while there is one: joins what a network fault parted.
     * @param optimize What the active view prefers: none for random peers, rtt for near ones.
     */
    public record Membership(
            @DefaultValue("5") int activeSize,
            @DefaultValue("30") int passiveSize,
            @DefaultValue("6") int arwl,
            @DefaultValue("3") int prwl,
            @DefaultValue("8") int shuffleLength,
            @DefaultValue("10s") Duration shufflePeriod,
            @DefaultValue("5") int maxFailCount,
            @DefaultValue("1s") Duration baseBackoff,
            @DefaultValue("5m") Duration passiveMaxAge,
            @DefaultValue("30s") Duration pendingTimeout,
            @DefaultValue("5m") Duration rotatePeriod,
            @DefaultValue("30s") Duration healPeriod,
            @DefaultValue("none") Optimize optimize) {}

    /**
     * How peers are authenticated.
     *
     * @param enabled Whether peers prove an Ed25519 identity; both ends must agree.
     * @param trustMode What happens to a peer without a pinned key: pinned on first use, or refused.
     * @param handshakeTimeout Budget of one whole handshake.
     * @param timestampWindow How far a peer's wall clock may be off.
     * @param keyDir Directory of the Ed25519 identity and the pins. By default keys below the data directory.
     * @param cookieOnlyNodes Patterns of nodes let in by the cookie alone, as name@host where * may stand for a side.
     * @param maxPins Most keys that are pinned.
     * @param keySuccession What happens to a peer whose new key is signed by the pinned one: pinned instead, or refused. By
     *     default accept where trust-mode is tofu, reject where it is strict.
     * @param revokers Fingerprints of the keys whose revocations count on this node, beside its own.
     */
    public record Auth(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("tofu") TrustMode trustMode,
            @DefaultValue("10s") Duration handshakeTimeout,
            @DefaultValue("30s") Duration timestampWindow,
            @Nullable Path keyDir,
            @DefaultValue List<String> cookieOnlyNodes,
            @DefaultValue("65536") int maxPins,
            @DefaultValue List<String> revokers,
            @Nullable KeySuccession keySuccession) {

        /** Takes copies of the lists. */
        public Auth {
            cookieOnlyNodes = List.copyOf(cookieOnlyNodes);
            revokers = List.copyOf(revokers);
        }
    }

    /**
     * The node's TLS certificate.
     *
     * @param certDir Directory of the TLS certificate and its key. By default quic below the data directory.
     * @param autoRotateBefore How long before its end the node makes itself a new certificate, 1h to 3649d. By default it never
     *     does.
     * @param sslBundle SSL bundle the certificate comes from, in place of the directory. Its updates are taken over at once.
     */
    public record Tls(
            @Nullable Path certDir,
            @Nullable Duration autoRotateBefore,
            @Nullable String sslBundle) {}

    /**
     * How soon a silent peer is taken for lost.
     *
     * @param idleTimeout Silence after which a link to an active peer is lost.
     * @param redialBound How long a redial of a lost active peer may take. By default five round-trip times, at least 500 ms
     *     and at most 3 s.
     * @param channelIdleTimeout Silence after which a link to any other peer ends.
     */
    public record Link(
            @DefaultValue("1500ms") Duration idleTimeout,
            @Nullable Duration redialBound,
            @DefaultValue("30s") Duration channelIdleTimeout) {}

    /**
     * Protection of the socket.
     *
     * @param maxPendingHandshakes Inbound connections that may be unauthenticated at once.
     * @param retryAbove Pending inbound connections above which new ones must prove their address first.
     */
    public record Transport(
            @DefaultValue("256") int maxPendingHandshakes,
            @DefaultValue("64") int retryAbove) {}

    /**
     * Where contacts are looked for besides the contact nodes.
     *
     * @param backends Discovery backends in order: static, file, dns, or the name of a DiscoveryBackend bean.
     * @param dir Directory in which the file backend's nodes find each other. By default discovery below the data directory,
     *     which only this node uses.
     * @param staticContacts The static backend.
     * @param dns The DNS backend.
     */
    public record Discovery(
            @DefaultValue({"static", "file", "dns"}) List<String> backends,
            @Nullable Path dir,
            @Name("static") @DefaultValue Static staticContacts,
            @DefaultValue Dns dns) {

        /** Takes copies of the lists. */
        public Discovery {
            backends = List.copyOf(backends);
        }
    }

    /**
     * The static backend.
     *
     * @param contacts Contacts of the static backend, in the forms of contact-nodes.
     * @param file Topology file of the static backend: a contact per line, read anew at each look-up.
     */
    public record Static(
            @DefaultValue List<String> contacts, @Nullable Path file) {

        /** Takes copies of the lists. */
        public Static {
            contacts = List.copyOf(contacts);
        }
    }

    /**
     * The DNS backend.
     *
     * @param names Names whose addresses are contacts, as name[:port]; _service._udp.name asks for SRV records. A name
     *     without a port stands for nodes on this node's own listen-port.
     */
    public record Dns(@DefaultValue List<String> names) {

        /** Takes copies of the lists. */
        public Dns {
            names = List.copyOf(names);
        }
    }

    /**
     * Parameters of broadcasts.
     *
     * @param maxBroadcast Largest payload of a broadcast, at most 1MB.
     * @param cacheAge How long a broadcast is kept to repair the delivery to others.
     * @param cacheBytes How much is kept of broadcasts to repair the delivery to others.
     * @param queueLength Broadcasts that may wait for one subscriber; further ones are lost to it.
     * @param queueBytes Bytes of broadcasts that may wait for one subscriber.
     */
    public record Gossip(
            @DefaultValue("1MB") DataSize maxBroadcast,
            @DefaultValue("60s") Duration cacheAge,
            @DefaultValue("32MB") DataSize cacheBytes,
            @DefaultValue("1024") int queueLength,
            @DefaultValue("16MB") DataSize queueBytes) {}

    /**
     * Parameters of messages.
     *
     * @param sendTimeout How long a message without a reply may take to arrive.
     * @param queueBytes Bytes of messages to one address of one node that may wait here; further ones fail.
     * @param queueLength Messages to one address of one node that may wait here, or for their replies; further ones fail.
     * @param handlerThreads Handlers that may run, and block, at once.
     */
    public record Messaging(
            @DefaultValue("10s") Duration sendTimeout,
            @DefaultValue("16MB") DataSize queueBytes,
            @DefaultValue("16384") int queueLength,
            @DefaultValue("64") int handlerThreads) {}

    /**
     * When links that nobody needs are closed.
     *
     * @param sweepPeriod Time between two looks for links that nobody needs: to no active peer, and with nothing under way.
     * @param minAge How old a link that nobody needs must be to be closed.
     */
    public record ChannelGc(
            @DefaultValue("60s") Duration sweepPeriod,
            @DefaultValue("5m") Duration minAge) {}

    /**
     * Routes to nodes that cannot be dialled.
     *
     * @param maxInFlight Requests of other nodes for routes that are looked into at once, and as many of this one.
     * @param cacheSweepPeriod How long a route is remembered, and how often a direct way is tried again.
     */
    public record Router(
            @DefaultValue("256") int maxInFlight,
            @DefaultValue("60s") Duration cacheSweepPeriod) {}

    /**
     * Messages that go over other nodes.
     *
     * @param castMaxInFlight Messages without a reply that are on their way to one node over others; more are refused.
     */
    public record Proxy(@DefaultValue("32") int castMaxInFlight) {}

    /**
     * Parameters of anti-entropy, by which nodes compare what they replicate.
     *
     * @param antiEntropyPeriod Time between two comparisons with a random neighbour.
     * @param maxClockSkew How far a stamp of another node may be ahead of the clock here.
     */
    public record Replica(
            @DefaultValue("30s") Duration antiEntropyPeriod,
            @DefaultValue("1m") Duration maxClockSkew) {}

    /**
     * How soon a member is taken for gone.
     *
     * @param suspicionTimeout How long a member suspected by one node has for objecting before it is taken for gone.
     * @param suspicionMin How long it has if three or more nodes suspect it; at most suspicion-timeout.
     * @param probePeriod Time between two probes of a random member that this node has no link to.
     * @param deadRetention How long a member that is gone stays on the roster.
     */
    public record Roster(
            @DefaultValue("5s") Duration suspicionTimeout,
            @DefaultValue("2s") Duration suspicionMin,
            @DefaultValue("10s") Duration probePeriod,
            @DefaultValue("24h") Duration deadRetention) {}

    /**
     * When the node is healthy.
     *
     * @param minimumPeers Active peers below which the node is out of service; 0 lets a lone node be up.
     */
    public record Health(@DefaultValue("0") int minimumPeers) {}
}
