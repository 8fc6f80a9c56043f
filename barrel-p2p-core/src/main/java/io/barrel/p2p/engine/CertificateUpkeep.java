package io.barrel.p2p.engine;

import io.barrel.p2p.event.KeyRotated;
import io.barrel.p2p.security.CertificateSource;
import io.barrel.p2p.security.NodeCertificate;
import io.barrel.p2p.security.NodeKeys;
import io.barrel.p2p.security.TlsConfig;
import io.barrel.p2p.transport.Loop;
import io.barrel.p2p.transport.Transport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS certificate of a running node: puts a changed one in force, takes new ones from where they come from, tells in time that
 * it ends, and has it rotated if that is to happen by itself.
 */
final class CertificateUpkeep {

    /** How often the end of the certificate is looked at, in milliseconds. */
    static final long CHECK_PERIOD = TimeUnit.MINUTES.toMillis(10);

    private static final Duration TOLD_BEFORE = Duration.ofDays(30);
    private static final long TOLD_EVERY = TimeUnit.DAYS.toMillis(1);

    private static final Logger log = LoggerFactory.getLogger(CertificateUpkeep.class);

    private final TlsConfig config;
    private final NodeKeys keys;
    private final Transport transport;
    private final Loop loop;
    private final Clock clock;
    private final Executor disk;
    private final Ports ports;
    private final AtomicBoolean rotating = new AtomicBoolean();
    private CertificateSource.@Nullable Registration registration;
    private @Nullable Told told;

    /**
     * What happens because of a certificate.
     *
     * @param renewLinks makes links anew that show another; on the loop
     * @param rotate makes a new one as an operator would; blocks on the disk
     * @param events takes events
     */
    record Ports(Runnable renewLinks, Runnable rotate, Consumer<KeyRotated> events) {}

    /** When was logged that the certificate ends then, or has ended. */
    private record Told(Instant end, boolean over, long at) {}

    /**
     * Does nothing yet.
     *
     * @param disk runs rotations
     */
    CertificateUpkeep(TlsConfig config, NodeKeys keys, Transport transport, Clock clock, Executor disk, Ports ports) {
        this.config = config;
        this.keys = keys;
        this.transport = transport;
        this.loop = transport.loop();
        this.clock = clock;
        this.disk = disk;
        this.ports = ports;
    }

    /** Begins. Not on the loop. */
    void start() {
        CertificateSource source = config.source();
        if (source != null) {
            synchronized (this) {
                registration = source.onChange(this::offered);
            }
            // What came since the node was put together.
            offered(source.current());
        }
        loop.execute(this::check);
    }

    /** Takes no more certificates. */
    synchronized void stop() {
        if (registration != null) {
            registration.close();
            registration = null;
        }
    }

    /**
     * The node's keys have another certificate: connections that begin from now on show it, and links that show another are made
     * anew. Any thread but the loop.
     */
    synchronized void changed() {
        // Asked for here: of two changes at a time the later one counts, whoever comes first.
        use(keys.certificate());
        renewLinks();
    }

    private synchronized void offered(NodeCertificate next) {
        if (next.fingerprint().equals(keys.certificate().fingerprint())) {
            return;
        }
        try {
            use(next);
        } catch (IllegalArgumentException e) {
            log.atError().setCause(e).log("The new certificate cannot be used; the one before stays in force");
            return;
        }
        keys.replaceCertificate(next);
        renewLinks();
        ports.events().accept(new KeyRotated(KeyRotated.Kind.CERTIFICATE, next.fingerprint()));
    }

    private void use(NodeCertificate certificate) {
        transport.certificate(certificate.privateKey(), certificate.x509());
    }

    private void renewLinks() {
        try {
            loop.execute(ports.renewLinks());
        } catch (RejectedExecutionException e) {
            log.atDebug().log("Links are not made anew: the node stops");
        }
    }

    private void check() {
        loop.schedule(this::check, CHECK_PERIOD);
        Instant end = keys.certificate().x509().getNotAfter().toInstant();
        Duration left = Duration.between(clock.instant(), end);
        Duration rotateBefore = config.autoRotateBefore();
        if (rotateBefore == null) {
            if (left.compareTo(TOLD_BEFORE) < 0) {
                tell(end, left.isNegative());
            }
        } else if (left.compareTo(rotateBefore) <= 0 && rotating.compareAndSet(false, true)) {
            rotate(end);
        }
    }

    private void tell(Instant end, boolean over) {
        Told before = told;
        if (before != null
                && before.end().equals(end)
                && before.over() == over
                && loop.now() - before.at() < TOLD_EVERY) {
            return;
        }
        told = new Told(end, over, loop.now());
        CertificateSource source = config.source();
        String remedy = source == null
                ? "rotate it, or set tls.auto-rotate-before to have that done"
                : "renew it in " + source.origin();
        if (over) {
            log.atError().addKeyValue("node", keys.node()).log("The TLS certificate ended at {}: {}", end, remedy);
        } else {
            log.atWarn().addKeyValue("node", keys.node()).log("The TLS certificate ends at {}: {}", end, remedy);
        }
    }

    private void rotate(Instant end) {
        try {
            disk.execute(() -> {
                try {
                    ports.rotate().run();
                } catch (RuntimeException e) {
                    log.atError()
                            .setCause(e)
                            .addKeyValue("node", keys.node())
                            .log(
                                    "The TLS certificate ends at {} and could not be rotated; that is tried again in {} min",
                                    end,
                                    TimeUnit.MILLISECONDS.toMinutes(CHECK_PERIOD));
                } finally {
                    rotating.set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            rotating.set(false);
            log.atWarn().addKeyValue("node", keys.node()).log("The disk is too busy to rotate the TLS certificate now");
        }
    }
}
