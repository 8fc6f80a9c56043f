package io.barrel.p2p;

import io.barrel.p2p.discovery.DiscoveryBackend;
import io.barrel.p2p.engine.ChannelGcConfig;
import io.barrel.p2p.error.InvalidConfigurationException;
import io.barrel.p2p.gossip.GossipConfig;
import io.barrel.p2p.membership.HyParViewConfig;
import io.barrel.p2p.messaging.MessagingConfig;
import io.barrel.p2p.relay.RelayConfig;
import io.barrel.p2p.replica.ReplicaConfig;
import io.barrel.p2p.roster.RosterConfig;
import io.barrel.p2p.security.AdmissionPolicy;
import io.barrel.p2p.security.AuthConfig;
import io.barrel.p2p.security.TlsConfig;
import io.barrel.p2p.transport.LinkConfig;
import io.barrel.p2p.wire.Limits;
import io.barrel.p2p.wire.NodeId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Everything a node is told. Made by {@link #builder()}; immutable.
 *
 * @param nodeName its name; null to derive one at first start and keep it in {@code data-dir/node.name}
 * @param namePrefix begin of a derived name, such as the application's
 * @param clusterName nodes of other clusters are refused
 * @param bindAddress address the UDP socket is bound to
 * @param listenPort its port, 0 for any free one
 * @param advertiseHost host peers dial, an IPv6 address without brackets; null for the first site-local address of this
 *     host, else loopback
 * @param advertisePort UDP port peers dial, where it is not the one the socket is bound to; 0 for that one
 * @param dataDir where identity, certificate, pins and state are kept
 * @param keyDir where the identity is kept; null for {@code data-dir/keys}
 * @param certDir where the certificate is kept; null for {@code data-dir/quic}
 * @param tls where the certificate comes from and when it is renewed
 * @param contactNodes contacts in the forms of {@code contact-nodes}
 * @param discovery backends asked for contacts, in order, after {@code contactNodes}
 * @param membership parameters of HyParView
 * @param gossip parameters of Plumtree
 * @param replica parameters of anti-entropy
 * @param roster parameters of the roster
 * @param messaging parameters of messages
 * @param channelGc when links that nobody needs are closed
 * @param relay bounds of links over other nodes
 * @param threads makes the threads that listeners and handlers are called on, and where replies arrive, as many as may run at once and
 *     named by the node: virtual ones, for instance; null for daemon threads
 * @param auth how peers are authenticated
 * @param admission which authenticated peers this node takes: all must admit one, asked in order
 * @param metadata pairs that peers and their admission policies are told, at most 4,096 bytes of keys and values
 * @param link how soon a silent peer is taken for lost
 * @param maxPendingHandshakes inbound connections that may be unauthenticated at once
 * @param retryAbove pending inbound connections above which new ones must prove their address by a retry token
 * @param ringSize partitions of the shard ring; must be the same on all nodes
 */
public record BarrelP2pConfig(
        @Nullable NodeId nodeName,
        String namePrefix,
        String clusterName,
        String bindAddress,
        int listenPort,
        @Nullable String advertiseHost,
        int advertisePort,
        Path dataDir,
        @Nullable Path keyDir,
        @Nullable Path certDir,
        TlsConfig tls,
        List<String> contactNodes,
        List<DiscoveryBackend> discovery,
        HyParViewConfig membership,
        GossipConfig gossip,
        ReplicaConfig replica,
        RosterConfig roster,
        MessagingConfig messaging,
        ChannelGcConfig channelGc,
        RelayConfig relay,
        @Nullable ThreadFactory threads,
        AuthConfig auth,
        List<AdmissionPolicy> admission,
        Map<String, String> metadata,
        LinkConfig link,
        int maxPendingHandshakes,
        int retryAbove,
        int ringSize) {

    /**
     * Checks what the parts have not checked.
     *
     * @throws InvalidConfigurationException naming the property, its value and the fix
     */
    public BarrelP2pConfig {
        contactNodes = List.copyOf(contactNodes);
        discovery = List.copyOf(discovery);
        admission = List.copyOf(admission);
        metadata = Map.copyOf(metadata);
        if (listenPort < 0 || listenPort > 65_535) {
            throw new InvalidConfigurationException(
                    "listen-port", listenPort, "must be a UDP port, or 0 for any free one");
        }
        if (clusterName.isEmpty() || clusterName.length() > Limits.MAX_CLUSTER_NAME) {
            throw new InvalidConfigurationException(
                    "cluster-name", clusterName, "must have 1 to " + Limits.MAX_CLUSTER_NAME + " characters");
        }
        if (maxPendingHandshakes < 1) {
            throw new InvalidConfigurationException(
                    "transport.max-pending-handshakes", maxPendingHandshakes, "must be at least 1");
        }
        if (retryAbove < 0) {
            throw new InvalidConfigurationException("transport.retry-above", retryAbove, "must not be negative");
        }
        Advertisement.checkAddress(advertiseHost, advertisePort);
        Advertisement.checkMetadata(metadata);
    }

    /** A builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a configuration. Each method is named after the part it sets. */
    public static final class Builder {

        private @Nullable NodeId nodeName;
        private String namePrefix = "node";
        private String clusterName = "default";
        private String bindAddress = "0.0.0.0";
        private int listenPort = 0;
        private @Nullable String advertiseHost;
        private int advertisePort = 0;
        private Path dataDir = Path.of("data");
        private @Nullable Path keyDir;
        private @Nullable Path certDir;
        private TlsConfig tls = TlsConfig.DEFAULT;
        private List<String> contactNodes = List.of();
        private List<DiscoveryBackend> discovery = List.of();
        private HyParViewConfig membership = HyParViewConfig.DEFAULT;
        private GossipConfig gossip = GossipConfig.DEFAULT;
        private ReplicaConfig replica = ReplicaConfig.DEFAULT;
        private RosterConfig roster = RosterConfig.DEFAULT;
        private MessagingConfig messaging = MessagingConfig.DEFAULT;
        private ChannelGcConfig channelGc = ChannelGcConfig.DEFAULT;
        private RelayConfig relay = RelayConfig.DEFAULT;
        private @Nullable ThreadFactory threads;
        private AuthConfig auth = AuthConfig.DEFAULT;
        private List<AdmissionPolicy> admission = List.of();
        private Map<String, String> metadata = Map.of();
        private LinkConfig link = LinkConfig.DEFAULT;
        private int maxPendingHandshakes = 256;
        private int retryAbove = 64;
        private int ringSize = 64;

        private Builder() {}

        /** Sets {@link BarrelP2pConfig#nodeName}. */
        public Builder nodeName(@Nullable NodeId nodeName) {
            this.nodeName = nodeName;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#namePrefix}. */
        public Builder namePrefix(String namePrefix) {
            this.namePrefix = namePrefix;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#clusterName}. */
        public Builder clusterName(String clusterName) {
            this.clusterName = clusterName;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#bindAddress}. */
        public Builder bindAddress(String bindAddress) {
            this.bindAddress = bindAddress;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#listenPort}. */
        public Builder listenPort(int listenPort) {
            this.listenPort = listenPort;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#advertiseHost}. */
        public Builder advertiseHost(@Nullable String advertiseHost) {
            this.advertiseHost = advertiseHost;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#advertisePort}. */
        public Builder advertisePort(int advertisePort) {
            this.advertisePort = advertisePort;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#dataDir}. */
        public Builder dataDir(Path dataDir) {
            this.dataDir = dataDir;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#keyDir}. */
        public Builder keyDir(@Nullable Path keyDir) {
            this.keyDir = keyDir;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#certDir}. */
        public Builder certDir(@Nullable Path certDir) {
            this.certDir = certDir;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#tls}. */
        public Builder tls(TlsConfig tls) {
            this.tls = tls;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#contactNodes}. */
        public Builder contactNodes(List<String> contactNodes) {
            this.contactNodes = contactNodes;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#discovery}. */
        public Builder discovery(List<DiscoveryBackend> discovery) {
            this.discovery = discovery;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#membership}. */
        public Builder membership(HyParViewConfig membership) {
            this.membership = membership;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#gossip}. */
        public Builder gossip(GossipConfig gossip) {
            this.gossip = gossip;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#replica}. */
        public Builder replica(ReplicaConfig replica) {
            this.replica = replica;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#roster}. */
        public Builder roster(RosterConfig roster) {
            this.roster = roster;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#messaging}. */
        public Builder messaging(MessagingConfig messaging) {
            this.messaging = messaging;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#relay}. */
        public Builder relay(RelayConfig relay) {
            this.relay = relay;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#channelGc}. */
        public Builder channelGc(ChannelGcConfig channelGc) {
            this.channelGc = channelGc;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#auth}. */
        public Builder auth(AuthConfig auth) {
            this.auth = auth;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#threads}. */
        public Builder threads(@Nullable ThreadFactory threads) {
            this.threads = threads;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#admission}. */
        public Builder admission(List<AdmissionPolicy> admission) {
            this.admission = admission;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#metadata}. */
        public Builder metadata(Map<String, String> metadata) {
            this.metadata = metadata;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#link}. */
        public Builder link(LinkConfig link) {
            this.link = link;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#maxPendingHandshakes}. */
        public Builder maxPendingHandshakes(int maxPendingHandshakes) {
            this.maxPendingHandshakes = maxPendingHandshakes;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#retryAbove}. */
        public Builder retryAbove(int retryAbove) {
            this.retryAbove = retryAbove;
            return this;
        }

        /** Sets {@link BarrelP2pConfig#ringSize}. */
        public Builder ringSize(int ringSize) {
            this.ringSize = ringSize;
            return this;
        }

        /**
         * The configuration.
         *
         * @throws InvalidConfigurationException if a part is out of bounds
         */
        public BarrelP2pConfig build() {
            return new BarrelP2pConfig(
                    nodeName,
                    namePrefix,
                    clusterName,
                    bindAddress,
                    listenPort,
                    advertiseHost,
                    advertisePort,
                    dataDir,
                    keyDir,
                    certDir,
                    tls,
                    contactNodes,
                    discovery,
                    membership,
                    gossip,
                    replica,
                    roster,
                    messaging,
                    channelGc,
                    relay,
                    threads,
                    auth,
                    admission,
                    metadata,
                    link,
                    maxPendingHandshakes,
                    retryAbove,
                    ringSize);
        }
    }
}
