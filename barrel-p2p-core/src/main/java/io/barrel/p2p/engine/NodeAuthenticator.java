package io.barrel.p2p.engine;

import io.barrel.p2p.event.AuthenticationFailed;
import io.barrel.p2p.event.P2pEvent;
import io.barrel.p2p.event.PeerKeySucceeded;
import io.barrel.p2p.security.AuthStatistics;
import io.barrel.p2p.security.AuthenticatedPeer;
import io.barrel.p2p.security.Authenticator;
import io.barrel.p2p.security.Candidate;
import io.barrel.p2p.security.FileTrustStore;
import io.barrel.p2p.security.Handshake;
import io.barrel.p2p.security.HandshakeOutput;
import io.barrel.p2p.security.HandshakeParameters;
import io.barrel.p2p.security.HandshakeReport;
import io.barrel.p2p.security.Pin;
import io.barrel.p2p.security.PinChange;
import io.barrel.p2p.security.PublicKey;
import io.barrel.p2p.security.TrustStoreFullException;
import io.barrel.p2p.wire.AuthFailure;
import io.barrel.p2p.wire.NodeId;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authenticates connections on behalf of a node: on the loop, but for admission policies and for pins, which are written on
 * the disk thread.
 */
final class NodeAuthenticator implements Authenticator {

    private static final Logger log = LoggerFactory.getLogger(NodeAuthenticator.class);

    private final Handshake.Factory handshakes;
    private final FileTrustStore trust;
    private final AuthStatistics statistics;
    private final BiPredicate<NodeId, Long> stale;
    private final Admissions admissions;
    private final Executor loop;
    private final Executor disk;
    private final Consumer<P2pEvent> events;

    /**
     * An authenticator.
     *
     * @param stale whether a newer incarnation of a node than the given one is linked
     * @param admissions asked about peers that are not stale
     */
    NodeAuthenticator(
            Handshake.Factory handshakes,
            FileTrustStore trust,
            AuthStatistics statistics,
            BiPredicate<NodeId, Long> stale,
            Admissions admissions,
            Executor loop,
            Executor disk,
            Consumer<P2pEvent> events) {
        this.handshakes = handshakes;
        this.trust = trust;
        this.statistics = statistics;
        this.stale = stale;
        this.admissions = admissions;
        this.loop = loop;
        this.disk = disk;
        this.events = events;
    }

    @Override
    public Handshake create(HandshakeParameters connection, Consumer<HandshakeOutput> outputs) {
        return handshakes.create(connection, outputs);
    }

    @Override
    public void admit(AuthenticatedPeer peer, boolean incoming, Consumer<@Nullable AuthFailure> answer) {
        if (stale.test(peer.node(), peer.session().incarnation())) {
            answer.accept(AuthFailure.STALE_INCARNATION);
            return;
        }
        admissions.ask(
                new Candidate(
                        peer.node(),
                        peer.publicKey(),
                        peer.session().address(),
                        peer.session().metadata(),
                        peer.assurance(),
                        incoming),
                answer);
    }

    @Override
    public void storePin(PinChange change, Consumer<@Nullable AuthFailure> answer) {
        NodeId node = change.node();
        try {
            disk.execute(() -> {
                AuthFailure refusal = pin(change);
                tell(node, () -> answer.accept(refusal));
            });
        } catch (RejectedExecutionException e) {
            log.atWarn().addKeyValue("peer", node).log("No pin for {}: the disk does not keep up", node);
            answer.accept(AuthFailure.INTERNAL_ERROR);
        }
    }

    private void tell(NodeId node, Runnable answer) {
        try {
            loop.execute(answer);
        } catch (RejectedExecutionException e) {
            log.atDebug().addKeyValue("peer", node).log("Nobody waits for a pin: the node stops");
        }
    }

    private @Nullable AuthFailure pin(PinChange change) {
        NodeId node = change.node();
        Optional<Pin> before = trust.find(node);
        try {
            // Two handshakes of one name may be under way: the first key pinned is the key.
            if (!trust.apply(change)) {
                return AuthFailure.KEY_MISMATCH;
            }
            tellOfNewKey(node, before.map(Pin::publicKey).orElse(null), change.publicKey());
            return null;
        } catch (TrustStoreFullException e) {
            log.atWarn().addKeyValue("peer", node).log("No pin for {}: {}", node, e.getMessage());
            return AuthFailure.REJECTED;
        } catch (UncheckedIOException e) {
            log.atError().setCause(e).addKeyValue("peer", node).log("No pin for {}: it could not be written", node);
            return AuthFailure.INTERNAL_ERROR;
        }
    }

    private void tellOfNewKey(NodeId node, @Nullable PublicKey old, PublicKey key) {
        if (old == null) {
            log.atInfo()
                    .addKeyValue("peer", node)
                    .addKeyValue("fingerprint", key.fingerprint())
                    .log("Pinned the key of {} on first use", node);
        } else if (!old.equals(key)) {
            log.atWarn()
                    .addKeyValue("peer", node)
                    .addKeyValue("oldFingerprint", old.fingerprint())
                    .addKeyValue("fingerprint", key.fingerprint())
                    .log("{} has a new key, signed by its old one: it is pinned instead", node);
            events.accept(new PeerKeySucceeded(node, old.fingerprint(), key.fingerprint()));
        }
    }

    @Override
    public void ended(HandshakeReport report) {
        statistics.record(report);
        AuthFailure failure = report.failure();
        if (failure != null && failure != AuthFailure.SELF) {
            events.accept(new AuthenticationFailed(report.node(), report.address(), report.incoming(), failure));
        }
    }
}
